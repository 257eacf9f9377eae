// What is changed of a whole network besides its layers: its parameters, and the size of its input.

// What was typed into a box and cannot be read, by the box's name.
const settingDrafts = new Map();

// A number as a parameter is written, 32 or 0.75, or undefined. With a point it is a fraction.
function readParameter(text) {
  const match = /^([0-9]{1,9})(?:\.([0-9]{1,6}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole, digits] = match;
  return digits === undefined ? BigInt(whole)
    : fraction(BigInt(whole + digits), 10n ** BigInt(digits.length));
}

// The size of an input, 192x192 or 192 for both sides, or undefined.
function readSize(text) {
  const match = /^([0-9]{1,9})(?:x([0-9]{1,9}))?$/.exec(text.trim().replaceAll("×", "x"));
  if (!match) return undefined;
  const [height, width] = [BigInt(match[1]), BigInt(match[2] ?? match[1])];
  return height > 0n && width > 0n ? [height, width] : undefined;
}

// Whether anything of the network is changed.
function isChanged({ edits, whole }) {
  return changedCount(edits) > 0 || settingsChanged(whole) > 0;
}

function settingsChanged({ params, input }) {
  return Object.keys(params).length + (input ? 1 : 0);
}

// What is changed, in words: "2 layers changed, width 0.5, input 192×192".
function changesText(network, { edits, whole }) {
  const layers = changedCount(edits);
  const parts = Object.entries(whole.params).map(([name, value]) => `${name} ${decimal(value)}`);
  if (whole.input) parts.push(`input ${whole.input.join("×")}`);
  if (layers || !parts.length) parts.unshift(`${layers} layer${layers === 1 ? "" : "s"} changed`);
  const text = parts.join(", ");
  return text[0].toUpperCase() + text.slice(1);
}

// The parameters with one of them set; what the spec has anyway is no change.
function withParameter(network, whole, name, value) {
  const { [name]: _, ...others } = whole.params;
  const same = value === undefined || equal(value, network.params[name]);
  return { ...whole, params: same ? others : { ...others, [name]: value } };
}

// The input that the parameters give, or null where there is none; why is said at the first row.
function ownInput(network, whole) {
  return startOf(network, { ...network.params, ...whole.params }, null).output;
}

// The network on an input of another size; on its own one if there is none.
function withInput(network, whole, size) {
  const own = ownInput(network, whole);
  const same = size && own && size[0] === own[0] && size[1] === own[1];
  return { ...whole, input: size && !same ? size : null };
}

// --- the boxes

// A box for the size of the input and one for each parameter.
function settingBoxes(network, whole) {
  const size = whole.input || ownInput(network, whole);
  const names = Object.keys(network.params);
  return element("fieldset", { class: "settings" },
    element("legend", {}, names.length ? "Input and parameters" : "Input"),
    settingBox("input", "input", size ? `${size[0]}x${size[1]}` : "", "a size as 192x192",
      (text) => takeSetting("input", text, readSize,
        (size) => withInput(network, state.whole, size))),
    names.map((name) => settingBox(`parameter-${name}`, name,
      decimal(whole.params[name] ?? network.params[name]), "a number as 2 or 0.75",
      (text) => takeSetting(`parameter-${name}`, text, readParameter,
        (value) => withParameter(network, state.whole, name, value)))));
}

function settingBox(id, name, value, wanted, take) {
  const wrong = settingDrafts.has(id);
  return element("div", { class: "setting-box" },
    element("label", { for: id }, name),
    element("input", { type: "text", id, value: settingDrafts.get(id) ?? value, maxlength: 22,
      autocomplete: "off", "aria-invalid": wrong ? "true" : null,
      "aria-describedby": wrong ? `${id}-says` : null, oninput: (event) => take(event.target.value),
      onblur: () => drawSoon(OF_NETWORK) }),
    wrong && element("p", { class: "error", id: `${id}-says` }, `Expected ${wanted}.`));
}

// Takes what was typed, if it can be read; nothing means as in the spec. Else it stays a draft.
function takeSetting(id, text, read, changed) {
  const value = read(text);
  settingDrafts.delete(id);
  if (value === undefined && text.trim() !== "") {
    settingDrafts.set(id, text);
    drawSoon(OF_NETWORK);
  } else changeNetwork({ whole: changed(value) });
}

// --- the link

// Settings as .width:0.5,input:192x192: the dot tells parameters from the input.
function writeSettings({ params, input }) {
  const parts = Object.entries(params).map(([name, value]) => `.${name}:${decimal(value)}`);
  if (input) parts.push(`input:${input.join("x")}`);
  return parts.join(",");
}

// The settings that a link says, those that the network can have.
function readSettings(text, network) {
  return text.split(",").slice(0, MOST_PIECES).reduce((whole, piece) => {
    const { name, value } = readSetting(piece, network);
    if (value === undefined) return whole;
    return name === "input" ? withInput(network, whole, value)
      : withParameter(network, whole, name.slice(1), value);
  }, AS_IN_SPEC);
}

// One setting as a link says it: {name, value}; the value is undefined for what cannot be read.
function readSetting(piece, { params }) {
  const [name, text = ""] = piece.split(":");
  if (name === "input") return { name, value: readSize(text) };
  const known = name[0] === "." && holdsName(params, name.slice(1));
  return { name, value: known ? readParameter(text) : undefined };
}

if (NETWORK) {
  linked.push({ key: "whole", read: (text) => readSettings(text, NETWORK), write: writeSettings,
    usable: (piece) => readSetting(piece, NETWORK).value !== undefined });
}
