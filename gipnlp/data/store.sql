-- The store of a batch. `report` is the number that the first 15 hex digits of a file's SHA-256 make, so that
-- the same files give the same rows in whatever order they were read.

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,           -- UTC
    ended TEXT,                      -- NULL: it runs, or it was killed
    status TEXT NOT NULL,            -- running, done, interrupted, failed
    process TEXT NOT NULL,           -- host and number of the process
    version TEXT NOT NULL,           -- of gipnlp
    models TEXT NOT NULL,            -- hash of their manifests, '' with --rules-only
    options TEXT NOT NULL,           -- JSON: what else decides what is read
    sources TEXT NOT NULL,           -- JSON
    done INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE files (                 -- every path, with the content that was found there
    raw BLOB NOT NULL,               -- the bytes of the path
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,              -- to read; bytes that are no UTF-8 as \udcXX
    current INTEGER NOT NULL,        -- 0: another content has been found there since
    PRIMARY KEY (raw, sha256)
) WITHOUT ROWID;
CREATE INDEX files_by_content ON files (sha256);

CREATE TABLE reports (
    report INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    title TEXT,
    agency_stated TEXT,              -- as written
    agency TEXT,                     -- its one name
    level TEXT,                      -- national, province, city, county, township: of its place
    kind TEXT,                       -- government, department
    province TEXT,
    city TEXT,
    county TEXT,
    place_code TEXT,                 -- GB/T 2260
    year INTEGER,
    form TEXT,
    media_type TEXT NOT NULL,
    pages INTEGER,
    engine TEXT NOT NULL,
    version TEXT NOT NULL,
    models TEXT NOT NULL,
    options TEXT NOT NULL
);
CREATE INDEX reports_by_agency ON reports (agency, year);

CREATE TABLE facts (
    report INTEGER NOT NULL,
    place INTEGER NOT NULL,          -- in the report's list
    indicator TEXT NOT NULL,
    applicant TEXT,
    value REAL,
    unit TEXT NOT NULL,
    approx INTEGER NOT NULL,
    stated TEXT NOT NULL,
    source TEXT NOT NULL,
    rule TEXT,
    confidence REAL NOT NULL,
    conflicts TEXT NOT NULL,         -- ids of failing checks, divided by spaces
    doubt TEXT NOT NULL,
    page INTEGER,
    start INTEGER,                   -- of the figure in the report's text
    "end" INTEGER,
    box TEXT,                        -- on the page of a PDF: JSON
    evidence TEXT NOT NULL,
    PRIMARY KEY (report, place)
) WITHOUT ROWID;

CREATE TABLE tables (                -- the statutory tables, a cell a row
    report INTEGER NOT NULL,
    "table" INTEGER NOT NULL,        -- its place in the report
    id TEXT NOT NULL,
    "row" TEXT NOT NULL,
    "column" TEXT NOT NULL,
    line INTEGER NOT NULL,           -- places of row and column
    field INTEGER NOT NULL,
    page INTEGER,
    indicator TEXT NOT NULL,
    applicant TEXT,
    value REAL,
    stated TEXT NOT NULL,
    doubt TEXT NOT NULL,
    PRIMARY KEY (report, "table", line, field)
) WITHOUT ROWID;

CREATE TABLE checks (
    report INTEGER NOT NULL,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,            -- pass, fail, skipped
    detail TEXT NOT NULL,
    PRIMARY KEY (report, place)
) WITHOUT ROWID;

CREATE TABLE sentences (             -- of the problems section
    report INTEGER NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    boilerplate INTEGER NOT NULL,
    score REAL NOT NULL,
    learned REAL NOT NULL,
    common REAL,
    repeated INTEGER,
    reasons TEXT NOT NULL,           -- JSON
    answers TEXT NOT NULL,           -- JSON
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (report, place)
) WITHOUT ROWID;

CREATE TABLE scores (                -- the dimensions of quality
    report INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    score REAL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (report, dimension)
) WITHOUT ROWID;

CREATE TABLE warnings (              -- of the reading, and the findings of the narrative
    report INTEGER NOT NULL,
    place INTEGER NOT NULL,
    source TEXT NOT NULL,            -- reading, narrative
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    page INTEGER,
    start INTEGER,
    "end" INTEGER,
    PRIMARY KEY (report, place)
) WITHOUT ROWID;

CREATE TABLE documents (             -- the whole report: zlib-compressed JSON of `gipnlp extract --json`
    report INTEGER PRIMARY KEY,
    json BLOB NOT NULL
);

CREATE TABLE failures (
    item TEXT PRIMARY KEY,           -- the SHA-256; of a file that could not be opened 'path:' and the path
    sha256 TEXT,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    attempts INTEGER NOT NULL,       -- times that a process ended or was stopped over it, or it was read in vain
    version TEXT NOT NULL,
    models TEXT NOT NULL,
    options TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE timings (               -- what each file cost in each run
    run INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL,           -- done, or the code of the failure
    seconds REAL NOT NULL,
    megabytes REAL NOT NULL,         -- most that the process held while it read the file
    PRIMARY KEY (run, sha256)
) WITHOUT ROWID;

CREATE VIEW sources AS               -- the first path of each content
    SELECT sha256, min(path) AS path, count(*) AS copies FROM files WHERE current GROUP BY sha256;

CREATE VIEW failed_files AS
    SELECT coalesce(files.path, substr(failures.item, 6)) AS path, failures.code, failures.message, failures.hint,
           failures.attempts, failures.sha256
    FROM failures LEFT JOIN files ON files.sha256 = failures.sha256 AND files.current;

CREATE VIEW report_facts AS          -- the long form
    SELECT sources.path, reports.sha256, reports.agency, reports.agency_stated, reports.level, reports.kind,
           reports.province, reports.city, reports.county, reports.place_code, reports.year, reports.form,
           reports.title, facts.*
    FROM facts JOIN reports USING (report) LEFT JOIN sources USING (sha256);
