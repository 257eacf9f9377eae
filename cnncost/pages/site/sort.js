// A click on a heading sorts the table: numbers from the largest first, a second click the other way.

// A cell's text, or its numbers where it starts with one: "224×224×3" has three.
function keyOf(row, column) {
  const cell = row.cells[column];
  const text = (cell.querySelector("a") || cell).textContent.trim();
  if (!/^[0-9·]/.test(text)) return text;
  return (text.match(/[0-9][0-9,]*/g) || ["0"]).map((one) => BigInt(one.replaceAll(",", "")));
}

// Which of two keys comes first; numbers from the largest, and any number before a text.
function compareKeys(one, other) {
  if (typeof one === "string" || typeof other === "string") {
    return String(one).localeCompare(String(other), "en", { numeric: true });
  }
  const at = one.findIndex((number, i) => number !== other[i]);
  return at < 0 ? 0 : one[at] > (other[at] ?? 0n) ? -1 : 1;
}

// Sort the rows by a column; by the same one again, the other way.
function sortBy(table, column) {
  const headings = Array.from(table.tHead.rows[0].cells);
  const again = headings[column].getAttribute("aria-sort") === first(headings[column]);
  const rows = Array.from(table.tBodies[0].rows, (row) => ({ row, key: keyOf(row, column) }));
  rows.sort((one, other) => (again ? -1 : 1) * compareKeys(one.key, other.key));
  table.tBodies[0].append(...rows.map(({ row }) => row));
  for (const heading of headings) heading.removeAttribute("aria-sort");
  headings[column].setAttribute("aria-sort", again ? second(headings[column]) : first(headings[column]));
}

// How a column is sorted at the first click, and at the second.
function first(heading) {
  return heading.classList.contains("number") ? "descending" : "ascending";
}

function second(heading) {
  return heading.classList.contains("number") ? "ascending" : "descending";
}

for (const table of document.querySelectorAll("table.sorted")) {
  Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sortBy(table, column));
    heading.append(button);
  });
}
