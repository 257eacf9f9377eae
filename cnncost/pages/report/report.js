// A report works without this script. It adds what a reader does with a table and with pictures:
// sort, filter, see the working of a row, show one kind of bars at a time, unfold for printing.

const NUMBERS_FROM = 2; // the first columns are names
const LITTLE = "<0.1"; // of a percent
const WORKING = document.getElementById("dialog");

// An element with attributes and children; text becomes text and never markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// --- numbers in cells

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

// An exact count as it is written in the ledger.
function countText(number) {
  return number === 0n ? "·" : number.toLocaleString("en-US");
}

// --- the ledger

// What is known of a row: its element, its texts, and its place in the network.
function readRow(row, order) {
  const texts = Array.from(row.cells, (cell) => cell.textContent);
  return { row, order, texts, path: texts[0].toLowerCase(), kind: texts[1] };
}

// The numbers of a column, read when it is first sorted by or added up.
function numbersIn(one, column) {
  one.numbers = one.numbers || [];
  one.numbers[column] = one.numbers[column] || numbersOf(one.texts[column]);
  return one.numbers[column];
}

// Which of two rows comes first by a column; shares are sorted by the counts behind them.
function compareRows(ledger, chosen, one, other) {
  const share = chosen === ledger.headings.length - 1;
  const column = share ? ledger.shareOf : chosen;
  if (column >= NUMBERS_FROM) {
    return compareNumbers(numbersIn(one, column), numbersIn(other, column));
  }
  return one.texts[column].localeCompare(other.texts[column], "en", { numeric: true });
}

// Sort by a column: numbers from the largest first, a second time the other way, then as it was.
function sortBy(ledger, column) {
  const heading = ledger.headings[column];
  const first = column < NUMBERS_FROM ? "ascending" : "descending";
  const second = first === "ascending" ? "descending" : "ascending";
  const now = heading.getAttribute("aria-sort");
  const next = now === first ? second : now === second ? "none" : first;
  for (const other of ledger.headings) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", next);
  const sign = next === "ascending" ? 1 : -1;
  ledger.rows.sort((one, other) => {
    const found = next === "none" ? 0 : sign * compareRows(ledger, column, one, other);
    return found || one.order - other.order;
  });
  ledger.body.append(...ledger.rows.map((one) => one.row));
  const word = heading.textContent.trim();
  say(ledger, next === "none" ? "In the order of the network." : `Sorted by ${word}, ${next}.`);
}

// Tell what was done, beside the table and to screen readers.
function say(ledger, text) {
  ledger.status.textContent = text;
}

// Show the rows that hold the text and are of the kind, and their totals.
function filterRows(ledger) {
  const text = ledger.text.value.trim().toLowerCase();
  const kind = ledger.kind.value;
  const fits = (one) => one.path.includes(text) && (kind === "" || one.kind === kind);
  for (const one of ledger.rows) one.row.hidden = !fits(one);
  const shown = ledger.rows.filter((one) => !one.row.hidden);
  const all = text === "" && kind === "";
  ledger.every.disabled = all;
  showTotals(ledger, shown, all);
  keepOneStop(ledger);
}

// The line of totals of what is shown; not needed where all is shown.
function showTotals(ledger, shown, all) {
  const foot = ledger.table.querySelector("tfoot .shown");
  foot.hidden = all;
  const numbers = Array.from(foot.cells).slice(2);
  const first = ledger.headings.length - numbers.length;
  numbers.forEach((cell, i) => {
    const column = first + i;
    const sum = shown.reduce((total, one) => total + numbersIn(one, column)[0], 0n);
    const share = column === ledger.headings.length - 1;
    cell.textContent = share ? shareText(ledger, shown) : countText(sum);
  });
  const [few, every] = [shown, ledger.rows].map((list) => list.length.toLocaleString("en-US"));
  const rows = `${few} of ${every} rows`;
  foot.cells[0].textContent = `${rows} shown`;
  say(ledger, all ? "" : `${rows} shown.`);
}

// Shares add up as they are shown, so that all of them make 100.0.
function shareText(ledger, shown) {
  const column = ledger.headings.length - 1;
  const tenths = shown
    .filter((one) => one.texts[column] !== LITTLE)
    .reduce((total, one) => total + numbersIn(one, column)[0], 0n);
  const some = shown.some((one) => one.texts[column] === LITTLE);
  return tenths > 0n ? `${tenths / 10n}.${tenths % 10n}` : some ? LITTLE : "·";
}

// --- the working of a row

// Open the working that a row points to; the quantity that was clicked is marked.
function showWorking(ledger, one, column) {
  const link = one.row.querySelector("a");
  const source = document.getElementById(link.hash.slice(1));
  const inside = WORKING.querySelector(".inside");
  const about = source.classList.contains("working") ? source : null;
  if (!about) return;
  inside.replaceChildren(...Array.from(about.cloneNode(true).children));
  WORKING.querySelector("h2").textContent = one.texts[0];
  markAsked(inside, column >= NUMBERS_FROM ? ledger.headings[column].textContent.trim() : "");
  link.focus({ preventScroll: true });
  WORKING.showModal();
}

// Mark the line of working that a column's number comes from.
function markAsked(inside, word) {
  const names = { output: ["height", "height, width", "width", "channels"], "%": ["MACs"] };
  const wanted = names[word] || [word];
  for (const term of inside.querySelectorAll(".equations dt")) {
    if (!wanted.includes(term.textContent)) continue;
    term.nextElementSibling.classList.add("asked");
  }
}

// A click on a number, or Enter on a layer's name, opens its working.
function openOnClick(ledger, event) {
  const cell = event.target.closest("td, th");
  const row = cell && cell.parentElement;
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (String(window.getSelection())) return;
  event.preventDefault();
  const one = ledger.rows.find((known) => known.row === row);
  if (one) showWorking(ledger, one, cell.cellIndex);
}

// One stop for Tab in the whole table; the arrow keys go from row to row.
function keepOneStop(ledger, chosen) {
  const shown = ledger.rows.filter((one) => !one.row.hidden).map((one) => one.row);
  const stop = chosen || shown[0];
  for (const { row } of ledger.rows) row.querySelector("a").tabIndex = row === stop ? 0 : -1;
  return shown;
}

// Up, Down, Home and End between the rows that are shown.
function moveByKey(ledger, event) {
  const here = event.target.closest("tr");
  const shown = ledger.rows.filter((one) => !one.row.hidden).map((one) => one.row);
  const at = shown.indexOf(here);
  const goals = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: shown.length - 1 };
  const goal = shown[goals[event.key]];
  if (!(event.key in goals) || !goal) return;
  event.preventDefault();
  keepOneStop(ledger, goal);
  goal.querySelector("a").focus();
}

// Buttons in the headings, which sort.
function addSorting(ledger) {
  ledger.headings.forEach((heading, column) => {
    const button = element("button", { type: "button" }, ...heading.childNodes);
    button.addEventListener("click", () => sortBy(ledger, column));
    heading.replaceChildren(button);
    heading.setAttribute("aria-sort", "none");
  });
}

// The fields that choose rows.
function addFilter(ledger, controls) {
  controls.hidden = false;
  for (const field of [ledger.text, ledger.kind]) {
    field.addEventListener("input", () => filterRows(ledger));
  }
  ledger.every.addEventListener("click", () => {
    ledger.text.value = "";
    ledger.kind.value = "";
    filterRows(ledger);
    ledger.text.focus();
  });
}

// Make a ledger sort, filter, and explain itself.
function wakeLedger(table) {
  const box = table.parentElement;
  const controls = box.parentElement.querySelector(".controls");
  const find = (name) => controls.querySelector(`[data-filter="${name}"]`);
  const headings = Array.from(table.tHead.rows[0].cells);
  const ledger = {
    table,
    headings,
    body: table.tBodies[0],
    rows: Array.from(table.tBodies[0].rows, readRow),
    text: find("text"),
    kind: find("kind"),
    every: find("none"),
    status: controls.querySelector("output"),
    shareOf: Number(table.dataset.shareOf),
  };
  box.classList.add("ledger-box");
  table.classList.add("live");
  addSorting(ledger);
  addFilter(ledger, controls);
  ledger.body.addEventListener("click", (event) => openOnClick(ledger, event));
  ledger.body.addEventListener("keydown", (event) => moveByKey(ledger, event));
  filterRows(ledger);
}

// --- bars, boxes and print

// Buttons that show the bars in one of three ways; on paper all three are there.
function wakeWays(box) {
  const ways = Array.from(box.querySelectorAll(".way"));
  const choose = (chosen) => {
    ways.forEach((way, i) => {
      way.hidden = way !== chosen;
      buttons[i].setAttribute("aria-pressed", String(way === chosen));
    });
  };
  const buttons = ways.map((way) => {
    const button = element("button", { type: "button" }, way.dataset.way);
    button.addEventListener("click", () => choose(way));
    return button;
  });
  const group = { class: "switch screen", role: "group", "aria-label": box.dataset.label };
  box.prepend(element("div", group, ...buttons));
  box.classList.add("switched");
  choose(ways[0]);
}

// A box that scrolls can be scrolled by keyboard; one that does not is no stop on the way.
function keepReachable(boxes) {
  const check = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const observer = new ResizeObserver((entries) => entries.forEach((one) => check(one.target)));
  boxes.forEach((box) => observer.observe(box));
}

// Paper cannot unfold anything: pictures and numbers are opened for it, workings are not.
function unfoldForPrint() {
  const folded = Array.from(document.querySelectorAll("details:not(.workings):not([open])"));
  const fold = () => folded.forEach((one) => (one.open = false));
  window.addEventListener("afterprint", fold, { once: true });
  folded.forEach((one) => (one.open = true));
}

// Unfold what is around the place that a link goes to.
function unfoldAround(target) {
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === "DETAILS") at.open = true;
  }
}

// Links into folded networks unfold them.
function followLink(event) {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target || event.defaultPrevented) return;
  unfoldAround(target);
  const inside = target.querySelector(":scope > details");
  if (inside && target.id.endsWith("network")) inside.open = true;
}

document.querySelectorAll("table.ledger").forEach(wakeLedger);
document.querySelectorAll(".ways").forEach(wakeWays);
keepReachable(Array.from(document.querySelectorAll(".wide")));
document.addEventListener("click", followLink);
window.addEventListener("beforeprint", unfoldForPrint);
WORKING.querySelector("[data-close]").addEventListener("click", () => WORKING.close());
WORKING.addEventListener("click", (event) => {
  if (event.target === WORKING) WORKING.close();
});
