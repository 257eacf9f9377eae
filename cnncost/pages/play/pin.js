// Two settings compared: A is pinned, B is the one that the controls show.

panels.push({ id: "pin", draw: drawPin });

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
      button("Unpin", () => change({ pinned: null }, true), { id: "unpin" })));
}

function pinButton(text, { state: now, trouble }) {
  const pin = () => change({ pinned: { op: now.op, letters: { ...now.letters } } }, true);
  return button(text, pin, { id: "pin-this", disabled: trouble !== null });
}

// A and B with their numbers, and how many times A is in B.
function pinTable(a, { state: now, walked, trouble }) {
  const heads = ["", "setting", "MACs", "weights"];
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
    element("thead", {}, element("tr", {}, heads.map((text, i) =>
      element("th", { scope: "col", class: i > 1 ? "number" : null }, text)))),
    element("tbody", {},
      line("A", settingText(state.pinned.op, state.pinned.letters), shown(a)),
      line("B", settingText(now.op, now.letters), shown({ walked })),
      both && line("B/A", "how many times A", ratiosOf(a.walked.totals, walked.totals))));
}

// How many times one is the other, for every column.
function ratiosOf(before, after) {
  return Object.fromEntries(Object.keys(COLUMNS).map((column) =>
    [column, before[column] ? asFraction(ratio(after[column], before[column])) : NOTHING]));
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

// The setting A with one of the changes made; letters change in B's operation.
function changedBy(one, a, b) {
  const letters = { ...a.letters };
  for (const name of one.letters) letters[name] = b.letters[name];
  return { op: b.op, letters };
}

// Each change made alone, and how many times as much it gives; null where it cannot be made alone.
function factorsOf(a, b, column) {
  const total = ({ op, letters }) => {
    const { walked } = measured(op, letters);
    return walked.complete && walked.totals[column] ? walked.totals[column] : null;
  };
  const moved = { op: b.op, letters: a.letters };
  return changesBetween(a, b).map((one) => {
    const [from, to] = one.letters ? [moved, changedBy(one, a, b)] : [a, moved];
    const [before, after] = [total(from), total(to)];
    return { text: one.text, factor: before && after ? ratio(after, before) : null };
  });
}

// The factors of one column in a list, and whether they multiply to the ratio.
function differences(a, view, column) {
  const b = { op: view.state.op, letters: view.state.letters };
  const factors = factorsOf(a, b, column).filter(({ factor }) => !factor || !equal(factor, 1n));
  const before = measured(a.op, a.letters).walked.totals[column];
  if (!before) return null;
  const whole = ratio(view.walked.totals[column], before);
  return element("div", { class: "factors", id: `factors-${column}` },
    element("h3", {}, `What makes the difference in ${COLUMNS[column]}`),
    element("ul", {}, factors.map(({ text, factor }) => element("li", {}, text, ": ",
      element("strong", {}, factor ? exactText(factor) : "cannot be changed alone")))),
    element("p", { class: "product" }, productText(factors, whole)));
}

// What the factors come to, and why where they do not give the ratio.
function productText(factors, whole) {
  if (!factors.length) return equal(whole, 1n) ? "Nothing." : "";
  const known = factors.every(({ factor }) => factor);
  const product = known && factors.reduce((all, { factor }) => ratio(
    above(all) * above(factor), below(all) * below(factor)), 1n);
  if (known && equal(product, whole)) {
    const each = factors.map(({ factor }) => exactText(factor)).join(" · ");
    return factors.length > 1 ? `${each} = ${exactText(whole)}` : "";
  }
  const together = `Together they give ${exactText(whole)}`;
  const because = "the cost is a sum of terms, and a change in one term weighs differently once "
    + "the others have changed.";
  return known ? `${together}, which is not their product: ${because}` : `${together}.`;
}

const LONGEST_FRACTION = 125n;

// A ratio as a fraction where it is a short one: 25/9, else 1/8.41.
function exactText(value) {
  if (below(value) === 1n) return thousands(above(value));
  if (above(value) < LONGEST_FRACTION && below(value) < LONGEST_FRACTION) {
    return `${above(value)}/${below(value)}`;
  }
  return asFraction(value);
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
  write: (pinned) => (pinned
    ? [pinned.op, writeLetters(pinned.letters)].filter((text) => text).join(",") : ""),
});
