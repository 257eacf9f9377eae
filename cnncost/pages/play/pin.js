// Two settings compared: A is pinned, B is the one that the controls show.

panels.push({ id: "pin", tells: true, draw: drawPin });

// The table of both, and which letters make the difference.
function drawPin(view, node) {
  const { pinned } = state;
  if (!pinned) {
    fill(node, element("p", {}, "Pin a setting as A, then change it: both stay side by side, with ",
      "the factors that make the difference."), pinButton("Pin this setting as A", view));
    return;
  }
  const a = measured(pinned.op, pinned.letters);
  fill(node,
    element("div", { class: "wide" }, pinTable(a, view)),
    a.walked.complete && !view.trouble
      ? Object.keys(COLUMNS).map((column) => differences(pinned, view, column))
      : element("p", { class: "error" }, "One of the two cannot be, so they are not compared."),
    element("p", { class: "buttons screen" }, pinButton("Pin this one as A instead", view),
      button("Back to A", () => change({ ...pinned, drafts: {} }, true), { id: "pin-back" }),
      button("Unpin", unpin, { id: "unpin" })));
}

function unpin() {
  change({ pinned: null }, true);
  focusSoon("pin-this");
}

function pinButton(text, { state: now, trouble }) {
  const pin = () => change({ pinned: { op: now.op, letters: { ...now.letters } } }, true);
  return button(text, pin, { id: "pin-this", disabled: trouble !== null });
}

// A and B with their numbers, and how many times A is in B.
function pinTable(a, { state: now, walked, trouble }) {
  const heads = ["setting", "MACs", "weights"];
  const line = (name, setting, totals) => element("tr", {}, element("th", { scope: "row" }, name),
    element("td", {}, setting),
    Object.entries(COLUMNS).map(([column, unit]) => element("td",
      { class: "number", id: `pin-${name}-${column}`, "data-unit": unit },
      totals ? totals[column] : NOTHING)));
  const shown = ({ walked: { complete, totals } }) => complete && {
    macs: count(totals.macs), weights: count(totals.weights) };
  const both = a.walked.complete && !trouble;
  return element("table", { class: "pinned" },
    element("caption", { class: "hidden" }, "Two settings"),
    element("thead", {}, element("tr", {}, element("td", {}), heads.map((text, i) =>
      element("th", { scope: "col", class: i ? "number" : null }, text)))),
    element("tbody", {},
      line("A", settingText(state.pinned.op, state.pinned.letters), shown(a)),
      line("B", settingText(now.op, now.letters), shown({ walked })),
      both && line("B/A", "how many times A", ratiosOf(a.walked.totals, walked.totals))));
}

// How many times one is the other, for every column.
function ratiosOf(before, after) {
  return Object.fromEntries(Object.keys(COLUMNS).map((column) =>
    [column, before[column] ? aboutText(ratio(after[column], before[column])) : NOTHING]));
}

// --- what makes the difference

// What differs between A and B, one by one: {text, from, to}, from one setting to the next.
function changesBetween(a, b) {
  const titles = [a, b].map(({ op }) => OPERATIONS[op].title);
  const found = a.op === b.op ? [] : [{ text: titles.join(" → "), letters: null }];
  const own = OPERATIONS[b.op].letters;
  const differ = own.filter((name) => a.letters[name] !== b.letters[name]);
  const square = ["H", "W"].every((name) => differ.includes(name))
    && a.letters.H === a.letters.W && b.letters.H === b.letters.W;
  for (const name of differ) {
    if (square && name === "W") continue;
    const letters = square && name === "H" ? ["H", "W"] : [name];
    const shown = letters.map((letter) => LETTERS[letter].shown).join(" and ");
    found.push({ text: `${shown} ${letterText(a, name)} → ${letterText(b, name)}`, letters });
  }
  return found;
}

// A letter's value in words.
function letterText({ letters }, name) {
  return letters[name] === AUTOMATIC ? "same size" : thousands(letters[name]);
}

// A setting with one more of the changes to B made.
function changedBy(one, a, b) {
  const letters = { ...a.letters };
  for (const name of one.letters || []) letters[name] = b.letters[name];
  return { op: b.op, letters };
}

// The setting A with the letters that cannot be seen there as B has them, so that none of them
// makes a difference.
function besides({ op, letters }, b) {
  const own = OPERATIONS[op].letters;
  const seen = Object.fromEntries(Object.entries(letters).filter(([name]) => own.includes(name)));
  const comparable = comparableLetters(op, { ...b.letters, ...seen });
  return { op, letters: { ...comparable, K: seen.K ?? b.letters.K } };
}

// One change after the other, and how many times as much each gives: their product is the ratio.
// Those between which a setting cannot be stand together.
function factorsOf(from, b, column) {
  const a = besides(from, b);
  const factors = [];
  let [now, before, texts] = [a, totalOf(a, column), []];
  for (const one of changesBetween(a, b)) {
    now = changedBy(one, now, b);
    texts.push(one.text);
    const after = totalOf(now, column);
    if (!after) continue;
    factors.push({ text: texts.join(", "), factor: ratio(after, before) });
    [before, texts] = [after, []];
  }
  return factors;
}

// A total of a setting; null where it cannot be, or costs nothing.
function totalOf({ op, letters }, column) {
  const { walked } = measured(op, letters);
  return walked.complete && walked.totals[column] ? walked.totals[column] : null;
}

// The factors of one column in a list, and the ratio that is their product.
function differences(a, view, column) {
  const b = { op: view.state.op, letters: view.state.letters };
  const before = totalOf(a, column);
  if (!before || !totalOf(b, column)) return null;
  const factors = factorsOf(a, b, column).filter(({ factor }) => !equal(factor, 1n));
  const whole = ratio(view.walked.totals[column], before);
  return element("div", { class: "factors", id: `factors-${column}` },
    element("h3", {}, `What makes the difference in ${COLUMNS[column]}`,
      factors.length > 1 && ", one after the other"),
    element("ul", {}, factors.map(({ text, factor }) => element("li", {}, text, ": ",
      element("strong", {}, exactText(factor)), aboutExact(factor)))),
    element("p", { class: "product" }, productText(factors, whole)));
}

// The factors as a product.
function productText(factors, whole) {
  if (!factors.length) return "Nothing.";
  const each = factors.map(({ factor }) => exactText(factor)).join(" · ");
  return factors.length > 1 ? `${each} = ${exactText(whole)}${aboutExact(whole)}` : "";
}

// A ratio with all its digits: 25/9.
function exactText(value) {
  const [over, under] = [above(value), below(value)].map(thousands);
  return under === "1" ? over : `${over}/${under}`;
}

// The same to three figures, where that is another text: " (2.78×)".
function aboutExact(value) {
  const about = aboutText(value);
  return below(value) === 1n || about === exactText(value) ? "" : ` (${about})`;
}

// --- the link

linked.push({
  key: "pinned",
  read: (text) => {
    const at = text.indexOf(",");
    const op = at < 0 ? text : text.slice(0, at);
    if (!holdsName(OPERATIONS, op)) return undefined;
    return { op, letters: readLetters(at < 0 ? "" : text.slice(at + 1)) };
  },
  split: (text) => piecesOfList(text).slice(1),
  usable: isLetter,
  write: (pinned) => (pinned
    ? [pinned.op, writeLetters(pinned.letters)].filter((text) => text).join(",") : ""),
});
