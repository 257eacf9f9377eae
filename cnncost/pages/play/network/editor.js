// The boxes in which one layer of a network is changed, in a row of the table below that layer.

const EDITOR = "editor";
// How many layers are named where a change is made in several.
const MOST_NAMED = 4;

// What stands below a row: its formula, a box for each option, and what else can be done with it.
function editorRow(view, number, { together, drafts }) {
  const { network, networkWalked: walked, state: now } = view;
  const row = walked.rows[number];
  const rows = sameLine(network, number);
  const set = (option, value) => setOption(network, rowsMeant(number, rows), option, value);
  return element("tr", { class: EDITOR, id: EDITOR }, element("td", { colspan: COLUMN_COUNT },
    element("div", { role: "group", "aria-label": `Change ${row.path}`,
      onkeydown: ({ key }) => { if (key === "Escape") closeEditor(number); } },
      element("p", { class: "about" }, aboutRow(network, row, number)),
      !row.reached && element("p", { class: "error" }, notReached(walked)),
      row.ledger && workingOf(row),
      element("div", { class: "options" }, optionsOf(row).map((option) =>
        optionBox(view, number, option, drafts, set))),
      rows.length > 1 && optionsOf(row).length > 0 && togetherTick(network, rows, together),
      element("p", { class: "buttons" }, editorButtons(row, rows, now.edits, together)))));
}

// What the layer is, what comes in, and what goes out.
function aboutRow(network, row, number) {
  const title = row.kind in KINDS ? KINDS[row.kind].title : JOINS[row.kind].title;
  const sizes = row.input && row.output
    ? `: ${sizeText(row.input)} to ${sizeText(row.output)}` : "";
  return [element("strong", {}, row.path), `, ${title}${sizes}. In the spec: `,
    element("code", {}, network.rows[number].text)];
}

function notReached(walked) {
  const wrong = walked.rows.find(({ error }) => error);
  return `This layer is not reached: there is an error before it, at ${wrong.path}.`;
}

// The formulas of what a row costs, with its numbers.
function workingOf(row) {
  const columns = Object.keys(COLUMNS).filter((column) => row.ledger[column] > 0n);
  return columns.map((column) => {
    const pieces = formOf(row, column);
    const numbers = `${formText(pieces, row.letters)} = ${thousands(row.ledger[column])}`;
    return element("p", { class: "working" }, `${COLUMNS[column]} = `,
      element("span", { class: "formula" }, `${formText(pieces)} = ${numbers}`));
  });
}

// --- options

// The label and the box of an option; what it was, where it was changed.
function optionBox({ network, networkWalked: walked, state: now }, number, option, drafts, set) {
  const row = walked.rows[number];
  const id = `option-${option.name}`;
  const was = unchangedValue(network, number, option);
  const edit = (now.edits[number] || {})[option.name];
  const value = edit ?? valueNow(row, option, was);
  const problem = problemWith(row, option, drafts);
  const says = problem || (edit === undefined ? paddingText(row, option, value)
    : `was ${wordOf(option, was)}`);
  const again = (edit !== undefined || option.name in drafts)
    && followButton(followedValue(network, now.edits, number, option, now.whole), was, option, set);
  const box = option.flag ? flagBox(id, option, value, set)
    : numberBox(id, option, drafts[option.name] ?? valueText(value), problem, drafts, set);
  return element("div", { class: option.flag ? "option flag" : "option" },
    element("label", { for: id }, element("var", {}, option.name), ` ${option.meaning}`), box,
    element("p", { class: problem ? "error" : "note", id: `${id}-says` }, says), again);
}

// Lets one option be again what the spec gives it, which may follow the layers before it.
function followButton(value, was, option, set) {
  const follow = () => {
    delete networkPanel.drafts[option.name];
    set(option, undefined);
    focusSoon(`option-${option.name}`);
  };
  const text = sameValue(value, was) ? "undo" : `follow the spec: ${wordOf(option, value)}`;
  return button(text, follow, { class: "link", id: `follow-${option.name}`,
    "aria-label": `${option.name}: ${text}` });
}

function problemWith(row, option, drafts) {
  if (option.name in drafts) return `${option.name} is ${allowedText(option)}.`;
  return row.error && row.error.option === option.name ? row.error.message : null;
}

function flagBox(id, option, value, set) {
  const turn = (event) => set(option, event.target.checked ? 1n : 0n);
  return element("input", { type: "checkbox", id, checked: !equal(value, 0n), onchange: turn,
    "aria-describedby": `${id}-says` });
}

function numberBox(id, option, text, problem, drafts, set) {
  const take = (event) => takeTyped(event.target.value, option, drafts, set);
  return element("input", { type: "text", id, value: text, autocomplete: "off", maxlength: 30,
    inputmode: option.words.length || option.letters.length > 1 ? null : "numeric",
    "aria-invalid": problem ? "true" : null, "aria-describedby": `${id}-says`, oninput: take,
    onblur: () => drawSoon(OF_NETWORK), onkeydown: (event) => stepNumber(event, take) });
}

// Takes what was typed, if it can be read; nothing means as in the spec. Else it stays a draft.
function takeTyped(text, option, drafts, set) {
  const value = readValue(text, option);
  delete drafts[option.name];
  if (value === undefined && text.trim() !== "") {
    drafts[option.name] = text;
    drawSoon(OF_NETWORK);
  } else set(option, value);
}

// Up and down in a box go to the next whole number.
function stepNumber(event, take) {
  const by = { ArrowUp: 1n, ArrowDown: -1n }[event.key];
  const { target } = event;
  if (!by || !/^[0-9]{1,10}$/.test(target.value)) return;
  event.preventDefault();
  const next = BigInt(target.value) + by;
  target.value = String(next < 0n ? 0n : next);
  take(event);
}

// The rows that a change is made in: the chosen one, or all from its line of the spec.
function rowsMeant(number, rows) {
  return networkPanel.together ? rows : [number];
}

// Sets an option of some rows.
function setOption(network, rows, option, value) {
  changeNetwork({ edits: edited(network, state.edits, rows, option, value, state.whole) });
}

// --- the rest

// Whether all layers from one line of the spec are changed together, and which they are.
function togetherTick(network, rows, together) {
  const paths = rows.slice(0, MOST_NAMED).map((i) => network.rows[i].path);
  const more = rows.length - paths.length;
  const names = listed(more ? [...paths, `${more} more`] : paths);
  return tick("together", `change all ${rows.length} layers from this line of the spec: ${names}`,
    together, (event) => setTogether(event.target.checked));
}

function editorButtons(row, rows, edits, together) {
  const changed = (together ? rows : [row.number]).filter((i) => i in edits);
  const setting = layerSetting(row);
  return [
    optionsOf(row).length > 0 && button(together ? "As in the spec, all of them" : "As in the spec",
      () => changed.length && changeNetwork({ edits: withoutEdits(state.edits, changed) }, true),
      { id: "as-before", "aria-disabled": changed.length ? null : "true" }),
    setting && button("Play with this layer alone", () => playAlone(setting), { id: "alone" }),
    button("Close", () => closeEditor(row.number), { id: "close-editor" }),
  ];
}

// Shows a layer with the sliders above.
function playAlone({ op, letters }) {
  const own = Object.fromEntries(Object.entries(letters)
    .map(([name, value]) => [name, Number(value)])
    .filter(([name, value]) => name in LETTERS && value <= LETTERS[name].most));
  change({ mode: "layer", op, letters: { ...state.letters, ...own }, drafts: {},
    square: own.H === own.W }, true);
  document.getElementById("controls").scrollIntoView();
  document.getElementById("op").focus();
}
