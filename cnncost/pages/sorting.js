// Tables that a click on a heading sorts, in the report and on the site. Headings of the class
// "number" sort by exact numbers, the others by words.

// A cell's numbers: "28×28×192" has three, "·" is 0. They may be too large for a Number.
function numbersOf(text) {
  const found = text.match(/[0-9][0-9,.]*/g) || ["0"];
  return found.map((one) => BigInt(one.replace(/[,.]/g, "")));
}

// Which of two lists of numbers comes first: by their product, then from the first number on.
function compareNumbers(one, other) {
  const times = (list) => list.reduce((product, factor) => product * factor, 1n);
  if (times(one) !== times(other)) return times(one) < times(other) ? -1 : 1;
  const at = one.findIndex((number, i) => number !== other[i]);
  return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
}

// Which of two texts comes first: as words, but "3x3.10" behind "3x3.9".
function compareWords(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}

// Rows in the order of a column; those that are equal there stay in the order they come in.
function sortedRows(rows, column, ofNumbers, order) {
  const text = (row) => (row.cells[column].querySelector("a") || row.cells[column]).textContent;
  const keyed = rows.map((row) => [ofNumbers ? numbersOf(text(row)) : text(row).trim(), row]);
  const compare = ofNumbers ? compareNumbers : compareWords;
  const sign = order === "ascending" ? 1 : -1;
  return keyed.sort(([one], [other]) => sign * compare(one, other)).map(([, row]) => row);
}

// The order that a heading's next click brings: numbers from the largest, then the other way, then
// none, which is as it was at first.
function orderAfter(heading) {
  const orders = ["ascending", "descending", "none"];
  if (heading.classList.contains("number")) orders.splice(0, 2, "descending", "ascending");
  return orders[(orders.indexOf(heading.getAttribute("aria-sort")) + 1) % 3];
}

// Put buttons that sort into the headings of a table. `columnOf` says by which column's cells a
// column is sorted; `tell` hears of each click.
function makeSortable(table, columnOf = (column) => column, tell = () => {}) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const headings = Array.from(table.tHead.rows[0].cells);
  const sort = (heading, column) => {
    const order = orderAfter(heading);
    for (const other of headings) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", order);
    const ofNumbers = heading.classList.contains("number");
    const sorted = order !== "none" && sortedRows(rows, columnOf(column), ofNumbers, order);
    body.append(...(sorted || rows));
    tell(heading.textContent.trim(), order);
  };
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading, column));
    heading.replaceChildren(button);
    heading.setAttribute("aria-sort", "none");
  });
  table.tHead.classList.add("sorts");
}
