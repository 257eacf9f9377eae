// The controls: which operation, and a slider with a box for each of its letters.

const AUTOMATIC = -1;
const LONGEST_TYPED = 12;
// The box that is typed in, and what its letter was before.
const entered = { name: "", value: 0 };

panels.push({ id: "controls", draw: drawControls });

// Operation, letters, and what can be done with the setting as a whole.
function drawControls(view, node) {
  const { letters, more } = view.operation;
  const first = letters.filter((name) => !more.includes(name));
  const behind = more.filter((name) => letters.includes(name));
  fill(node,
    chooseOperation(view),
    group("Letters", first.map((name) => letterRow(name, view))),
    behind.length > 0 && moreLetters(behind, view),
    group("Keep it", keepers(view)),
  );
}

// Some controls under a heading.
function group(title, ...children) {
  return element("fieldset", {}, element("legend", {}, title), ...children);
}

// The choice of the operation, with what it does.
function chooseOperation({ state: now, operation }) {
  const options = Object.entries(OPERATIONS).map(([name, { title }]) =>
    element("option", { value: name, selected: name === now.op }, title));
  const choose = (event) => chooseOp(event.target.value);
  return group("Operation",
    element("select", { id: "op", "aria-label": "Operation", "aria-describedby": "op-says",
      onchange: choose }, ...options),
    element("p", { class: "note", id: "op-says" }, operation.says, " ", operation.form.says));
}

// Shows another operation at the same letters.
function chooseOp(name) {
  change({ op: name, mode: "layer", drafts: {}, ...NOT_COPIED }, true);
}

// The letters that few people change; open where one of them is not what it starts at.
function moreLetters(names, view) {
  const changed = names.some((name) => state.letters[name] !== LETTERS[name].start);
  return element("details", { id: "more", open: changed },
    element("summary", {}, "More: ", names.map((name) => LETTERS[name].means.split(" ")[0])
      .join(", ")),
    group("More letters", names.map((name) => letterRow(name, view))));
}

// --- one letter

// A letter's label, slider and box, and what is wrong with it.
function letterRow(name, view) {
  if (name === "W" && isSquare()) return null;
  const { shown, means } = LETTERS[name];
  const problem = problemOf(name, view);
  return element("div", { class: "letter", id: `row-${name}` },
    element("label", { for: `slider-${name}` },
      element("var", {}, shown), " ", meaningOf(name, means)),
    slider(name, view),
    box(name, view, problem),
    name === "H" && squareSwitch(),
    name === "P" && paddingSwitch(view),
    problem && element("p", { class: "error", id: `problem-${name}` }, problem));
}

// What a letter means; the height stands for both sides of a square map.
function meaningOf(name, means) {
  return name === "H" && isSquare() ? "input height and width" : means;
}

// Steps through the values that are worth a look; what was typed may lie between them.
function slider(name, view) {
  const { stops } = LETTERS[name];
  const value = valueOf(name, view);
  const step = (event) => setLetter(name, stops[Number(event.target.value)]);
  return element("input", { type: "range", id: `slider-${name}`, min: 0, max: stops.length - 1,
    step: 1, value: nearestStop(stops, value), "aria-valuetext": String(value),
    disabled: name === "P" && state.letters.P === AUTOMATIC, oninput: step,
    "aria-describedby": view.problems[name] ? `problem-${name}` : null });
}

// The box takes any number within wide bounds.
function box(name, view, problem) {
  const { shown, means } = LETTERS[name];
  const draft = state.drafts[name];
  return element("input", { type: "text", inputmode: "numeric", id: `box-${name}`, size: 6,
    autocomplete: "off", maxlength: LONGEST_TYPED, value: draft ?? String(valueOf(name, view)),
    "aria-label": `${shown}, ${means}, as a number`, "aria-invalid": problem ? "true" : null,
    "aria-describedby": problem ? `problem-${name}` : null,
    disabled: name === "P" && state.letters.P === AUTOMATIC,
    onfocus: () => Object.assign(entered, { name, value: state.letters[name] }),
    oninput: (event) => typed(name, event.target.value), onblur: () => drawSoon(),
    onkeydown: (event) => stepped(name, event) });
}

// A letter's value; padding that is worked out is that of the first window.
function valueOf(name, view) {
  if (name !== "P" || state.letters.P !== AUTOMATIC) return state.letters[name];
  const row = view.walked.rows.find(({ letters }) => letters && "P_t" in letters);
  return row ? Number(row.letters.P_t) : "";
}

// The place of the stop nearest to a value.
function nearestStop(stops, value) {
  const distances = stops.map((stop) => Math.abs(Math.log(stop + 1) - Math.log(value + 1)));
  return distances.indexOf(Math.min(...distances));
}

// Takes what was typed, if it is a number that the letter may have; else it is kept as a draft.
function typed(name, text) {
  const { least, most } = LETTERS[name];
  const number = readTyped(text, least, most);
  if (number === undefined) change({ drafts: { ...state.drafts, [name]: text } });
  else setLetter(name, number);
}

// A number as people write it: 1024, 1,024 or 1 024.
function readTyped(text, least, most) {
  const { value } = readNumber(text);
  return readWhole(value === undefined ? text.trim() : String(value), least, most);
}

// Up and down in a box go to the next whole number; Escape to what it was.
function stepped(name, event) {
  if (event.key === "Escape") untyped(name, event);
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const number = readTyped(event.target.value, 0, 1e9);
  if (!by || number === undefined) return;
  event.preventDefault();
  event.target.value = String(Math.max(0, number + by));
  typed(name, event.target.value);
}

// Takes back what was typed into a box since it was entered.
function untyped(name, { target }) {
  if (entered.name !== name) return;
  target.value = String(entered.value);
  setLetter(name, entered.value);
}

// Sets a letter; a square map stays square.
function setLetter(name, value) {
  const set = name === "H" && isSquare() ? { H: value, W: value } : { [name]: value };
  const drafts = { ...state.drafts };
  delete drafts[name];
  change({ mode: "layer", letters: { ...state.letters, ...set }, drafts, ...NOT_COPIED });
}

// What is wrong with a letter: what was typed, or what the engine says of its value.
function problemOf(name, view) {
  if (!(name in state.drafts)) return view.problems[name] || null;
  const { shown, least, most } = LETTERS[name];
  return `${shown} is a whole number from ${thousands(least)} to ${thousands(most)}.`;
}

// --- square maps, padding

function isSquare() {
  return state.square && state.letters.H === state.letters.W;
}

// Whether the width goes with the height.
function squareSwitch() {
  const turn = (event) => change({ square: event.target.checked,
    letters: { ...state.letters, W: event.target.checked ? state.letters.H : state.letters.W } });
  return tick("square", "square map", isSquare(), turn);
}

// Whether padding is worked out, or a number.
function paddingSwitch(view) {
  const number = valueOf("P", view) || 0;
  const turn = (event) => setLetter("P", event.target.checked ? AUTOMATIC : number);
  return tick("automatic", "same size: half the window", state.letters.P === AUTOMATIC, turn);
}

// A box to tick.
function tick(id, text, checked, onchange) {
  return element("label", { class: "tick" },
    element("input", { type: "checkbox", id, checked, onchange }), " ", text);
}

// --- the link

linked.push({
  key: "op",
  read: (text) => (holdsName(OPERATIONS, text) ? text : undefined),
  write: (op) => (op === "conv" ? "" : op),
});
linked.push({ key: "letters", read: readLetters, write: writeLetters, usable: isLetter });
linked.push({
  key: "square",
  read: (text) => (text === "no" ? false : undefined),
  write: (square) => (square ? "" : "no"),
});

// Letters as K:5,N:64: those that are not as at the start. What cannot be is left out; the width is
// that of a square map where it is not told.
function readLetters(text) {
  const told = text.split(",").slice(0, MOST_PIECES).map(letterTold);
  const found = Object.fromEntries(told.filter(([, number]) => number !== undefined));
  const square = "H" in found && !("W" in found) ? { W: found.H } : {};
  return { ...lettersAtStart(), ...found, ...square };
}

// What a link says of a letter: [name, number or undefined].
function letterTold(piece) {
  const [name, digits = ""] = piece.split(":");
  const { least, most, start } = holdsName(LETTERS, name) ? LETTERS[name] : {};
  const asAtStart = digits !== "" && digits === String(start);
  return [name, asAtStart ? start : readWhole(digits, least, most)];
}

function isLetter(piece) {
  return letterTold(piece)[1] !== undefined;
}

function writeLetters(letters) {
  const usual = (name, start) => (name === "W" ? letters.H : start);
  return Object.entries(LETTERS).filter(([name, { start }]) => letters[name] !== usual(name, start))
    .map(([name]) => `${name}:${letters[name]}`).join(",");
}
