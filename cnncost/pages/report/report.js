// A report works without this script. It adds what a reader does with a table and with pictures:
// sort, filter, see the working of a row, show one kind of bars at a time, unfold for printing.

const NAMED = 5; // as many fewer cells a total has, whose name stands before six columns
const WORKING = document.getElementById("dialog");

// An element with attributes and children; text becomes text and never markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// --- the ledger

// What is known of a row: its element, its texts, and what it is chosen by.
function readRow(row) {
  const texts = Array.from(row.cells, (cell) => cell.textContent);
  return { row, texts, path: texts[0].toLowerCase(), kind: texts[1] };
}

// The sum of a column over some rows.
function sumOf(rows, column) {
  return rows.reduce((total, one) => total + numbersOf(one.texts[column])[0], 0n);
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
  keepOneStop(ledger, shownRows(ledger)[0]);
}

// The line of totals of what is shown; not needed where all is shown.
function showTotals(ledger, shown, all) {
  const foot = ledger.table.querySelector("tfoot .shown");
  foot.hidden = all;
  const numbers = Array.from(foot.cells).slice(2);
  const first = ledger.headings.length - numbers.length;
  numbers.forEach((cell, i) => {
    const column = first + i;
    const share = column === ledger.headings.length - 1;
    cell.textContent = share ? shareOf(ledger, shown) : count(sumOf(shown, column));
  });
  const [few, every] = [shown, ledger.rows].map((list) => thousands(list.length));
  const rows = `${few} of ${every} rows`;
  foot.cells[0].textContent = `${rows} shown`;
  say(ledger, all ? "" : `${rows} shown.`);
}

// The share of all that some rows have together, as exact as one row's.
function shareOf(ledger, shown) {
  const column = Number(ledger.table.dataset.shareOf);
  const total = Array.from(ledger.table.querySelector("tfoot .total").cells).at(column - NAMED);
  const [sum, [whole]] = [sumOf(shown, column), numbersOf(total.textContent)];
  const tenths = whole > 0n ? roundedEven(1000n * sum, whole) : 0n;
  return percent(tenths, sum);
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
  const heading = ledger.headings[column];
  markAsked(inside, heading.classList.contains("number") ? heading.textContent.trim() : "");
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

// The rows that are shown, in the order in which they stand.
function shownRows(ledger) {
  return Array.from(ledger.body.rows).filter((row) => !row.hidden);
}

// One stop for Tab in the whole table; the arrow keys go from row to row.
function keepOneStop(ledger, stop) {
  for (const { row } of ledger.rows) row.querySelector("a").tabIndex = row === stop ? 0 : -1;
}

// Up, Down, Home and End between the rows that are shown.
function moveByKey(ledger, event) {
  const shown = shownRows(ledger);
  const at = shown.indexOf(event.target.closest("tr"));
  const goals = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: shown.length - 1 };
  const goal = shown[goals[event.key]];
  if (!(event.key in goals) || !goal) return;
  event.preventDefault();
  keepOneStop(ledger, goal);
  goal.querySelector("a").focus();
}

// Buttons in the headings, which sort; shares are sorted by the counts behind them.
function addSorting(ledger) {
  const last = ledger.headings.length - 1;
  const columnOf = (column) => (column === last ? Number(ledger.table.dataset.shareOf) : column);
  makeSortable(ledger.table, columnOf, (word, order) => {
    say(ledger, order === "none" ? "In the order of the network." : `Sorted by ${word}, ${order}.`);
    keepOneStop(ledger, shownRows(ledger)[0]);
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

// Paper cannot unfold anything: all is opened for it, but for workings that would fill a book.
function unfoldForPrint() {
  const folded = Array.from(document.querySelectorAll("details:not([data-paper]):not([open])"));
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
