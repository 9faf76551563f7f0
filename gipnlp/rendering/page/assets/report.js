/* ---- places: a fact stands in the results, in the text, and on a picture ---- */
const say = (name) => pick(data.words[name]);
const numbers = (element) => (element.dataset.fact ?? "").split(" ").filter(Boolean).map(Number);
const places = data.facts.map(() => ({ result: null, text: [], box: [] }));
for (const element of all("#facts [data-fact]")) for (const n of numbers(element)) places[n].result ??= element;
for (const element of all("#text [data-fact]")) for (const n of numbers(element)) places[n].text.push(element);
for (const element of all("#pages [data-fact]")) for (const n of numbers(element)) places[n].box.push(element);
const order = all("#facts [data-fact]").flatMap(numbers);
const isOther = (n) => !data.facts[n].indicator;
const isCell = (n) => data.facts[n].source === "table";
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;
const visible = (text) => (text ?? "").replace(unseen, "\ufffd");
const figure = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en-US", { maximumFractionDigits: 6 }));

/* ---- tabs, and the two sides on a narrow screen ---- */
function openTab(id, focus = false) {
  const tab = $(`tab-${id}`);
  if (!tab) return;
  for (const other of all("[role=tab]", tab.parentElement)) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (id === "pages" || id === "text") for (const one of all(".for-text")) one.hidden = id === "pages";
  if (focus) tab.focus();
}

function openSide(side) {
  root.dataset.side = side;
  for (const button of all("[data-side]")) if (button !== root) button.setAttribute("aria-pressed", button.dataset.side === side);
}

for (const list of all("[role=tablist]")) {
  const tabs = all("[role=tab]", list);
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) openTab(tab.getAttribute("aria-controls"));
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    openTab(next.getAttribute("aria-controls"), true);
    event.preventDefault();
    event.stopPropagation();
  });
}
for (const button of all(".switch button")) button.addEventListener("click", () => openSide(button.dataset.side));

function reveal(element, block = "center") {
  element.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
}

function flash(elements) {
  for (const element of elements) {
    element.classList.remove("flash");
    void element.getBoundingClientRect();
    element.classList.add("flash");
  }
}

/* ---- the current fact ---- */
let current = null;

/** Make a fact the current one and show it on both sides; `from` is the side that need not move. */
function select(n, from = "") {
  for (const element of all(".current")) element.classList.remove("current");
  current = n;
  const { result, text, box } = places[n];
  for (const element of [result, ...text, ...box]) element?.classList.add("current");
  if (result) {
    const group = result.closest("table, ul");
    if (group.tagName === "TABLE") for (const cell of all(".cell", group)) cell.tabIndex = cell === result ? 0 : -1;
    if (from !== "results") {
      if (from) openTab("facts");
      reveal(result, "nearest");
    }
  }
  if (from !== "document") showPlace(n);
  fillCard();
  if (from !== "results" && result && !$("facts").hidden) reveal(result, "nearest");
}

function showPlace(n) {
  const { text, box } = places[n];
  if (!$("text").hidden || !box.length) {
    if (text.length) {
      openTab("text");
      reveal(text[0]);
    }
  } else reveal(box[0]);
}

function goToPlace() {
  const { text, box } = places[current];
  const target = $("text").hidden && box.length ? box[0] : text[0];
  if (!target) return tell(say("no_place"));
  openSide("document");
  showPlace(current);
  target.focus({ preventScroll: true });
}

function goToResult() {
  openSide("results");
  const { result } = places[current];
  if (!result) return $("results").focus();
  openTab("facts");
  reveal(result);
  result.focus({ preventScroll: true });
}

const inDocument = (element) => element.closest("#document") !== null;

/** Clicks anywhere: the next of the facts that a piece of text holds, a sentence, a finding, a page. */
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-fact], [data-sentence], [data-finding], [data-page], [data-check]");
  if (!target) return;
  const side = inDocument(target) ? "document" : target.closest("#facts") ? "results" : "";
  if (target.dataset.fact) {
    const here = numbers(target);
    select(here[(here.indexOf(current) + 1) % here.length], side);
  } else if (target.dataset.finding && side !== "document") showPiece(`#text [data-finding~="${target.dataset.finding}"]`);
  else if (target.dataset.sentence) linkSentence(target.dataset.sentence, side);
  else if (target.dataset.page) showPage(target.dataset.page);
  else if (target.dataset.check) showCheck(target.dataset.check);
});

function linkSentence(number, side) {
  if (side !== "document") return showPiece(`#text [data-sentence="${number}"]`);
  openTab("narrative");
  const item = document.querySelector(`#narrative [data-sentence="${number}"]`);
  reveal(item);
  flash([item]);
}

function showPiece(selector) {
  const pieces = all(selector);
  if (!pieces.length) return tell(say("no_place"));
  openSide("document");
  openTab("text");
  reveal(pieces[0]);
  flash(pieces);
}

function showCheck(id) {
  openTab("checks", true);
  const item = all("#checks [data-id]").find((one) => one.dataset.id === id);
  reveal(item);
  flash([item]);
}

function showPage(number) {
  const page = $(`page-${number}`);
  if (!page) return;
  openSide("document");
  openTab("pages");
  reveal(page, "start");
}

/* ---- the card of the current fact ---- */
function fillCard() {
  const fact = data.facts[current];
  $("card").hidden = false;
  $("card").classList.toggle("is-other", isOther(current));
  $("card-name").textContent = visible(pick(fact.name));
  $("card-value").textContent = isOther(current) ? visible(fact.stated) : `${fact.approx ? "≈" : ""}${figure(fact.value)} ${visible(fact.unit)}`;
  const told = isOther(current) ? [] : [
    fact.stated && `${say("stated")} “${visible(fact.stated)}”`,
    `${say("source")} ${pick(data.sources[fact.source] ?? [fact.source, fact.source])}`,
    `${say("confidence")} ${Math.round(fact.confidence * 100)}%`,
    fact.page && say("page").replace("{}", fact.page),
    fact.indicator,
  ];
  $("card-told").textContent = told.filter(Boolean).join(" · ");
  fillEvidence(fact);
  const doubts = [...(fact.conflicts ?? []).map((id) => `${say("conflicting")}: ${id}`), fact.doubt].filter(Boolean);
  $("card-doubt").hidden = !doubts.length;
  $("card-doubt").textContent = visible(doubts.join("；"));
  fillVerdict();
}

const around = 90; // characters of the passage on either side of a figure

function fillEvidence(fact) {
  const bold = document.createElement("b");
  if (!fact.within) return $("card-evidence").replaceChildren(visible(fact.evidence));
  const characters = Array.from(data.passages[fact.passage].text); // Python counts characters, not UTF-16 units
  const piece = (start, end) => visible(characters.slice(start, end).join(""));
  const [start, end] = fact.within;
  bold.textContent = piece(start, end);
  $("card-evidence").replaceChildren(piece(Math.max(0, start - around), start), bold, piece(end, end + around));
}

$("card-close").addEventListener("click", () => {
  $("card").hidden = true;
  if (current !== null && root.dataset.side !== "document") places[current].result?.focus({ preventScroll: true });
});
$("to-place").addEventListener("click", goToPlace);
$("to-result").addEventListener("click", goToResult);

/* ---- filter ---- */
let kind = "all";
const haystacks = data.facts.map((fact) => [...fact.name, fact.indicator, fact.stated, fact.value, fact.evidence].join("\n").toLowerCase());
const kinds = {
  all: () => true,
  conflicting: (n) => data.facts[n].conflicts?.length > 0,
  doubtful: (n) => Boolean(data.facts[n].doubt),
  prose: (n) => !isCell(n),
  unmarked: (n) => !marks.has(n),
};

function filter() {
  const words = $("words").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (n) => kinds[kind](n) && words.every((word) => haystacks[n].includes(word));
  let count = 0;
  for (const element of all("#facts [data-fact]")) {
    const match = numbers(element).some(matches);
    count += match;
    if (element.classList.contains("cell")) element.classList.toggle("out", !match);
    else element.parentElement.hidden = !match;
    element.dataset.match = match;
  }
  for (const table of all("#facts .scroll")) table.hidden = !table.querySelector("[data-match=true]");
  for (const part of all("#facts .part")) part.hidden = !part.querySelector("[data-match=true]");
  $("none-match").hidden = count > 0;
  $("count").textContent = `${count} / ${order.length}`;
}

if ($("words")) {
  $("words").addEventListener("input", filter);
  for (const button of all("#kinds button")) {
    button.addEventListener("click", () => {
      kind = button.dataset.kind;
      for (const other of all("#kinds button")) other.setAttribute("aria-pressed", other === button);
      filter();
    });
  }
}

/* ---- keys ---- */
function step(by) {
  const shown = order.filter((n) => places[n].result.dataset.match !== "false");
  if (!shown.length) return;
  const at = shown.indexOf(current);
  const n = shown[at < 0 ? 0 : (at + by + shown.length) % shown.length];
  openSide("results");
  openTab("facts");
  places[n].result.focus({ preventScroll: true });
  select(n);
}

/** Move within a table: to the figure beside, or to the one at the same distance from the end of the row above or below. */
function moveInTable(cell, key) {
  const rows = all("tr", cell.closest("table")).map((row) => all(".cell", row)).filter((cells) => cells.length);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const fromEnd = rows[row].length - rows[row].indexOf(cell);
  const beside = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const target = beside ? rows[row][rows[row].indexOf(cell) + beside] : rows[row + (key === "ArrowUp" ? -1 : 1)]?.at(-fromEnd);
  if (!target) return;
  target.focus({ preventScroll: true });
  select(numbers(target)[0]);
}

const keys = {
  j: () => step(1), k: () => step(-1), "/": () => $("words")?.focus(), "?": () => $("keys").showModal(),
  1: () => current !== null && mark("right"), 2: () => current !== null && mark("wrong"),
  3: () => current !== null && openCorrection(), 0: () => current !== null && mark(""),
};

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  if (event.key === "Escape" && current !== null) return target.closest("#document") ? goToResult() : $("card-close").click();
  if (target.matches("input, select, textarea")) return;
  if (event.key.startsWith("Arrow") && target.matches(".cell")) {
    event.preventDefault();
    return moveInTable(target, event.key);
  }
  if ((event.key === "Enter" || event.key === " ") && target.matches("[data-fact]")) {
    const own = numbers(target);
    event.preventDefault();
    if (!own.includes(current)) select(own[0], inDocument(target) ? "document" : "results");
    return inDocument(target) ? goToResult() : goToPlace();
  }
  if ($("single").checked && keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});
$("help").addEventListener("click", () => $("keys").showModal());
$("keys-close").addEventListener("click", () => $("keys").close());

/* ---- review: what a person says of facts, and of figures that were not read as facts ---- */
const store = `gipnlp:${data.sha256}`;
const marks = new Map(); // number of a fact -> {mark, kind} or {mark, indicator, applicant, value}
const rest = new Set(); // passages whose other figures are no facts

const keyOf = (fact) => [fact.start, fact.end, fact.source, fact.indicator, fact.applicant].join(" ");
const written = () => ({
  sha256: data.sha256,
  version: data.version,
  marks: [...marks].map(([n, mark]) => {
    const { start, end, source, indicator, applicant, value, stated } = data.facts[n];
    return { fact: { start, end, source, indicator, applicant, value, stated }, ...mark };
  }),
  rest: [...rest].map((passage) => data.passages[passage].id),
});

function take(review) {
  const byKey = new Map(data.facts.map((fact, n) => [keyOf(fact), n]));
  for (const { fact, ...mark } of review.marks) {
    const n = byKey.get(keyOf(fact));
    if (n !== undefined) marks.set(n, mark);
  }
  data.passages.forEach((passage, number) => review.rest.includes(passage.id) && rest.add(number));
  showMarks();
}

function keep() {
  if (!storage.set(store, JSON.stringify(written()))) tell(say("not_kept"));
  showMarks();
}

function showMarks() {
  places.forEach(({ result, text }, n) => {
    for (const element of [result, ...text]) {
      if (element) marks.has(n) ? (element.dataset.reviewed = marks.get(n).mark) : delete element.dataset.reviewed;
    }
  });
  $("progress").textContent = marks.size ? `${marks.size} ${say("reviewed")}` : "";
  if (current !== null) fillVerdict();
  if ($("words")) filter();
}

function mark(how) {
  if (isOther(current) && how !== "") return;
  if (how === "") marks.delete(current);
  else marks.set(current, how === "wrong" && !isCell(current) ? { mark: how, kind: $("kind").value } : { mark: how });
  keep();
}

function fillVerdict() {
  const own = marks.get(current);
  const fact = data.facts[current];
  for (const button of all("#verdict button")) {
    const how = button.dataset.mark;
    button.setAttribute("aria-pressed", own?.mark === how);
    button.hidden = how === "" ? !own : isOther(current) && how !== "corrected";
  }
  for (const one of all(".for-fact", $("verdict"))) one.hidden = isOther(current);
  for (const one of all(".for-other", $("verdict"))) one.hidden = !isOther(current);
  $("kind-row").hidden = own?.mark !== "wrong" || isCell(current);
  $("kind").value = own?.kind ?? "other";
  $("correction").hidden = true;
  $("rest-row").hidden = fact.passage === null || fact.passage === undefined;
  $("rest").checked = rest.has(fact.passage);
  if (own?.mark === "corrected") $("card-told").textContent = `${say("corrected_to")} ${correction(own)}`;
}

function correction({ indicator, applicant, value }) {
  const known = data.indicators.find(([id]) => id === indicator);
  const who = applicant ? ` (${applicant})` : "";
  return [known && known[language() === "zh" ? 1 : 2] + who, value].filter((part) => part !== "" && part !== undefined).join(" · ");
}

function fillIndicators() {
  const options = data.indicators.map(([id, zh, en]) => new Option(`${language() === "zh" ? zh : en}  ${id}`, id));
  const chosen = $("indicator").value;
  $("indicator").replaceChildren(...options);
  if (chosen) $("indicator").value = chosen;
}

function openCorrection() {
  const fact = data.facts[current];
  const own = marks.get(current);
  $("correction").hidden = false;
  $("kind-row").hidden = true;
  for (const one of all(".for-prose")) one.hidden = isCell(current);
  $("indicator").value = own?.indicator ?? (fact.indicator || data.indicators[0][0]);
  $("applicant").value = own?.applicant || fact.applicant || "total";
  $("value").value = own?.value ?? fact.value ?? "";
  offerApplicant();
  (isCell(current) ? $("value") : $("indicator")).focus();
}

function offerApplicant() {
  const known = data.indicators.find(([id]) => id === $("indicator").value);
  $("applicant-row").hidden = isCell(current) || !known?.[4];
}

function applyCorrection() {
  const applicant = $("applicant-row").hidden ? "" : $("applicant").value;
  const value = $("value").value.trim().replaceAll(",", "");
  if (value && !Number.isFinite(Number(value))) return $("value").focus();
  const own = { mark: "corrected", value: value ? Number(value) : "" };
  if (!isCell(current)) Object.assign(own, { indicator: $("indicator").value, applicant: applicant === "total" ? "" : applicant });
  marks.set(current, own);
  keep();
}

for (const button of all("#verdict button")) {
  button.addEventListener("click", () => (button.dataset.mark === "corrected" ? openCorrection() : mark(button.dataset.mark)));
}
$("indicator").addEventListener("change", offerApplicant);
$("apply").addEventListener("click", applyCorrection);
$("value").addEventListener("keydown", (event) => event.key === "Enter" && applyCorrection());
$("cancel").addEventListener("click", fillVerdict);
$("kind").addEventListener("change", () => mark("wrong"));
$("rest").addEventListener("change", () => {
  const { passage } = data.facts[current];
  $("rest").checked ? rest.add(passage) : rest.delete(passage);
  keep();
});

/** The labels of a passage: what was judged; `?` before or alone is what was not, which then counts neither way. */
function labels(passage) {
  const found = [];
  data.facts.forEach((fact, n) => {
    if (fact.passage !== passage || !fact.within) return;
    const own = marks.get(n);
    const name = (indicator, applicant) => (applicant && applicant !== "total" ? `${indicator}@${applicant}` : indicator);
    if (own?.mark === "right") found.push([...fact.within, name(fact.indicator, fact.applicant)]);
    else if (own?.mark === "wrong") found.push([...fact.within, `none.${own.kind}`]);
    else if (own) found.push([...fact.within, name(own.indicator, own.applicant)]);
    else if (fact.indicator) found.push([...fact.within, `?${name(fact.indicator, fact.applicant)}`]);
    else found.push([...fact.within, rest.has(passage) ? "none.other" : "?"]);
  });
  const named = new Set(found.filter(([, , name]) => !name.startsWith("none.")).map(([start]) => start));
  return found.filter(([start, , name]) => !name.startsWith("none.") || !named.has(start));
}

/** JSON lines for `gipnlp annotate import`: the passages with a judged figure, and the review as it is. */
function review() {
  const judged = new Set([...marks.keys()].map((n) => data.facts[n].passage).filter((passage) => passage !== null && passage !== undefined));
  const lines = [...judged].sort((a, b) => a - b).map((passage) => ({ ...data.passages[passage], label: labels(passage) }));
  return [...lines, { review: written() }].map((line) => JSON.stringify(line) + "\n").join("");
}

$("save").addEventListener("click", () => download(`${data.name}.review.jsonl`, review()));
$("load").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", async () => {
  try {
    const lines = (await $("file").files[0].text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const found = lines.find((line) => line.review)?.review;
    if (!found) throw new Error();
    if (found.sha256 !== data.sha256) return tell(say("other_report"));
    take(found);
    keep();
    tell(say("loaded"));
  } catch {
    tell(say("not_a_review"));
  } finally {
    $("file").value = "";
  }
});

let telling = 0;
function tell(text) {
  clearTimeout(telling);
  $("message").textContent = text;
  telling = setTimeout(() => ($("message").textContent = ""), 5000);
}

/* ---- start ---- */
root.classList.add("live");
for (const table of all("#facts table")) table.querySelector(".cell")?.setAttribute("tabindex", "0");
openSide("results");
openTab($("pages") ? "pages" : "text");
openTab("facts");
chooseLanguage(() => {
  fillIndicators();
  showMarks();
  if (current !== null) fillCard();
});
fillIndicators();
try {
  const kept = storage.get(store);
  if (kept) take(JSON.parse(kept));
} catch { /* kept by another version: begin anew */ }
showMarks();
