// What the setting costs: the output's size, every row's formula with its numbers, the total, and
// the share of the standard convolution.

// The columns that the page is about, and what they are called.
const COLUMNS = { macs: "MACs", weights: "weights" };
const CHOICES = { both: "MACs and weights", macs: "MACs", weights: "weights" };

panels.push({ id: "result", tells: true, warns: ({ trouble }) => trouble !== null,
  draw: drawResult });

// The whole panel; where the setting is impossible, only why.
function drawResult(view, node) {
  node.classList.toggle("stale", view.stale);
  fill(node,
    element("p", { id: "setting", class: "setting" },
      settingText(view.state.op, view.state.letters)),
    view.stale && element("p", { class: "error", id: "stale" },
      "A number at the left cannot be read. Below is the last setting that could."),
    element("div", { "aria-live": "polite", id: "answer" },
      view.trouble ? troubleBox(view.trouble) : headline(view)),
    !view.trouble && switchColumns(view),
    !view.trouble && outputSize(view),
    !view.trouble && columnsShown(view.state.show).map((column) => workings(view, column)),
  );
}

// Why there is no result.
function troubleBox(trouble) {
  return element("div", { class: "trouble error", id: "trouble" },
    element("p", {}, element("strong", {}, "This layer cannot be. "), trouble.message, " ",
      trouble.stands),
    remedyText(trouble) && element("p", {}, remedyText(trouble)));
}

// The two numbers in large, and their share of the standard convolution.
function headline(view) {
  return element("dl", { class: "headline" }, Object.entries(COLUMNS).map(([column, title]) => {
    const number = view.walked.totals[column];
    return element("div", {},
      element("dt", {}, title),
      element("dd", {}, element("output", { id: `total-${column}` }, count(number)),
        element("small", { id: `share-${column}` }, shareOfStandard(view, column))));
  }));
}

// What share of the standard convolution a total is, in words.
function shareOfStandard({ walked, standard, state: now }, column) {
  if (!standard.complete || now.op === "conv" || !standard.totals[column]) return "";
  const share = ratio(walked.totals[column], standard.totals[column]);
  if (equal(share, 1n)) return "as many as the standard convolution";
  const about = aboutText(share);
  return less(share, 1n) ? `${about} of the standard convolution`
    : `${about.replace("×", "")} times the standard convolution`;
}

// How many of one make another, with as many digits as tell it from 1: 1/8.41, 2.37×, 1.00004×.
function aboutText(value) {
  const text = asFraction(value);
  if (!["1/1.00", "1.00×"].includes(text)) return text;
  return less(value, 1n) ? `1/${apartFromOne(ratio(1n, value))}` : `${apartFromOne(value)}×`;
}

// Which columns are worked out below.
function switchColumns({ state: now }) {
  return element("fieldset", { class: "switch" },
    element("legend", { class: "hidden" }, "Work out"),
    Object.entries(CHOICES).map(([value, text]) => element("label", {},
      element("input", { type: "radio", name: "show", value, checked: now.show === value,
        id: `show-${value}`, onchange: () => change({ show: value }) }), " ", text)));
}

function columnsShown(show) {
  return show === "both" ? Object.keys(COLUMNS) : [show];
}

// --- the output's size

// The output's shape, and how its height follows from the window that sets it.
function outputSize({ walked, operation }) {
  const row = sizingRow(walked.rows);
  const shape = element("strong", {}, sizeText(walked.output));
  const form = row && formOf(row, "H");
  if (!form || formText(form) === "Hi") {
    return element("p", { id: "output" }, "Output ", shape, ".");
  }
  const where = operation.network.rows.length > 1 ? ` (${row.path})` : "";
  const height = `H = ${formText(form)} = ${formText(form, row.letters)} = ${row.letters.H}`;
  return element("p", { id: "output" }, "Output ", shape, ": ",
    element("span", { class: "formula" }, height), where, ".");
}

// The row that changes the map's size, else the first with a window.
function sizingRow(rows) {
  const windows = rows.filter(({ letters }) => letters && "K_h" in letters);
  const changing = windows.find(({ input, output }) => input[0] !== output[0]);
  return changing || windows.find(({ letters }) => letters.K_h > 1n) || windows[0];
}

// --- formulas

// Every row that costs something in a column, and the total.
function workings(view, column) {
  const rows = view.walked.rows.filter(({ ledger }) => ledger[column] > 0n);
  const total = rows.length > 1 && totalWorking(view, rows, column);
  const attributes = { class: "workings", id: `work-${column}` };
  return element("div", { class: "wide" }, element("table", attributes,
    element("caption", {}, element("strong", {}, COLUMNS[column]), ", worked out"),
    quietHead(["layer", "formula", "with numbers", "result", "share"]),
    element("tbody", {},
      rows.map((row) => working(row, column, rows.length > 1 && view.walked.totals[column])),
      total,
      standardWorking(view, column))));
}

// Headings for screen readers: what the columns are can be seen.
function quietHead(headings) {
  return element("thead", { class: "quiet" }, element("tr", {},
    headings.map((text) => element("th", { scope: "col" }, unseen(text)))));
}

// One row: name, formula, formula with numbers, result, and its share of the total.
function working(row, column, total) {
  const form = formOf(row, column);
  return equation(row.path, formText(form), formText(form, row.letters), row.ledger[column],
    total ? `${tenths(row.ledger[column], total)} %` : "");
}

// A line of the table.
function equation(name, letters, numbers, result, remark, attributes) {
  return element("tr", attributes,
    element("th", { scope: "row" }, name),
    element("td", { class: "formula" }, letters),
    element("td", { class: "formula" }, numbers && `= ${numbers}`),
    element("td", { class: "number" }, `= ${count(result)}`),
    element("td", { class: "note" }, remark));
}

// A share in percent with one decimal.
function tenths(part, whole) {
  return percent(roundedEven(part * 1000n, whole), part);
}

// The sum of the rows, with its factored formula where one stands for all of them.
function totalWorking(view, rows, column) {
  const letters = totalLetters(view, rows, column);
  const form = letters && piecesOf(view.operation.form.totals[column]);
  const sum = view.walked.totals[column];
  return equation("total", form ? formText(form) : "", form ? formText(form, letters) : "", sum,
    "", { class: "strong" });
}

// The letters of the total's formula: for MACs H and W are the one output size that all rows have.
// Null where they have several.
function totalLetters({ letters }, rows, column) {
  if (column === "weights") return letters;
  const [first, ...others] = rows.map(({ output }) => output);
  const alike = others.every(([height, width]) => height === first[0] && width === first[1]);
  return alike ? { ...letters, H: first[0], W: first[1] } : null;
}

// The standard convolution of the same shapes, for comparison.
function standardWorking({ standard, walked, state: now }, column) {
  if (now.op === "conv" || !standard.complete) return null;
  const [row] = standard.rows;
  const form = formOf(row, column);
  const share = ratio(walked.totals[column], row.ledger[column]);
  const name = `standard ${row.letters.K_h}×${row.letters.K_w} convolution`;
  return equation(name, formText(form), formText(form, row.letters), row.ledger[column],
    `here ${aboutText(share)}`, { class: "against" });
}

// --- words

// A setting in one line: separable, 28×28×128, K = 3, M = 128.
function settingText(op, letters) {
  const { title, letters: own } = OPERATIONS[op];
  const rest = own.filter((name) => !["H", "W", "N"].includes(name))
    .filter((name) => !OPERATIONS[op].more.includes(name) || letters[name] !== LETTERS[name].start);
  const shown = rest.map((name) => `${LETTERS[name].shown} = ${thousands(letters[name])}`);
  const size = sizeText(["H", "W", "N"].map((name) => letters[name]));
  return `${title} on ${size}, ${shown.join(", ")}`;
}

linked.push({
  key: "show",
  read: (text) => (holdsName(CHOICES, text) ? text : undefined),
  write: (show) => (show === "both" ? "" : show),
});
