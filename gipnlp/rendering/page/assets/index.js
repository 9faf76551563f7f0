const body = document.querySelector("#reports tbody");
const rows = all("tr", body).map((row) => ({
  row,
  text: row.cells[0].textContent.toLowerCase(),
  failing: Number(row.dataset.failing) > 0,
}));

/* ---- sort: numbers by their value, words as the language does; what is missing comes last ---- */
const collator = new Intl.Collator("zh");
function valueOf(row, column, kind) {
  const cell = row.cells[column];
  if (kind === "text") return cell.textContent.trim();
  return cell.dataset.value === "" ? null : Number(cell.dataset.value);
}

function sortBy(head, kind) {
  const column = head.cellIndex;
  const descending = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : kind === "number";
  const sign = descending ? -1 : 1;
  for (const other of all("#reports th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const keyed = rows.map((one) => [valueOf(one.row, column, kind), one]);
  keyed.sort(([a], [b]) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (kind === "text" ? collator.compare(a, b) : a - b);
  });
  body.append(...keyed.map(([, one]) => one.row));
}
for (const button of all("#reports [data-sort]")) {
  button.addEventListener("click", () => sortBy(button.closest("th"), button.dataset.sort));
}

/* ---- filter; kept in the address, so that going back from a report finds it again ---- */
const fields = ["words", "year", "level"];
function filter() {
  const words = $("words").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const [year, level, failing] = [$("year").value, $("level").value, $("failing").checked];
  let count = 0;
  for (const one of rows) {
    const { dataset } = one.row;
    const match =
      (!year || dataset.year === year) && (!level || dataset.level === level) && (!failing || one.failing) &&
      words.every((word) => one.text.includes(word));
    one.row.hidden = !match;
    count += match;
  }
  $("none-match").hidden = count > 0;
  $("count").textContent = `${count} / ${rows.length} ${pick(data.words.shown)}`;
}

function remember() {
  const chosen = new URLSearchParams(fields.filter((id) => $(id).value).map((id) => [id, $(id).value]));
  if ($("failing").checked) chosen.set("failing", "1");
  try { history.replaceState(null, "", `#${chosen}`); } catch { /* some browsers keep no address of a local file */ }
}

function changed() {
  filter();
  remember();
}

for (const id of [...fields, "failing"]) $(id).addEventListener("input", changed);
$("reset").addEventListener("click", () => {
  for (const id of fields) $(id).value = "";
  $("failing").checked = false;
  changed();
  $("words").focus();
});

const kept = new URLSearchParams(location.hash.slice(1));
for (const id of fields) if (kept.get(id)) $(id).value = kept.get(id);
$("failing").checked = kept.has("failing");
chooseLanguage(filter);
filter();
