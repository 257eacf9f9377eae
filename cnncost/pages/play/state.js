// What the page shows, as one object; it stands in the link, and what a link says is checked.

// Filled from the link when the page starts, see main.js.
const state = {};

// Parts of the link: {key, read(text) -> value or undefined, write(value) -> text or ""}.
const linked = [];
// Parts of the page: {id, draw(view)}.
const panels = [];

const LONGEST_LINK = 4000;
const MOST_PARTS = 200;
// Whether a drawing is due on the next frame.
let due = false;

// Merges changes into the state, writes the link and draws all panels on the next frame.
// A new entry for the back button is made where a choice was made, not at each step of a slider.
function change(changes, chosen = false) {
  Object.assign(state, changes);
  writeLink(chosen);
  drawSoon();
}

// Draws all panels on the next frame, once however often it is asked.
function drawSoon() {
  if (!due) requestAnimationFrame(drawPanels);
  due = true;
}

// Draws every panel once.
function drawPanels() {
  due = false;
  const view = viewOf(state);
  for (const panel of panels) {
    const node = document.getElementById(panel.id);
    if (node) panel.draw(view, node);
  }
}

// The state as the part of a link behind #.
function linkOf() {
  const parts = linked.map(({ key, write }) => [key, write(state[key])])
    .filter(([, text]) => text !== "");
  return parts.map(([key, text]) => `${key}=${inLink(text)}`).join("&");
}

// A text as it stands in a link, where : and , can be read.
function inLink(text) {
  return encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",");
}

// Writes the state into the address; in some frames that is not allowed, and then it is left out.
function writeLink(chosen) {
  const hash = `#${linkOf()}`;
  if (hash === location.hash) return;
  try {
    history[chosen ? "pushState" : "replaceState"](null, "", hash);
  } catch (_) {
    // The page works without its link.
  }
}

// What a link says, by key: only keys that are known, only values that can be read.
function readLink(hash) {
  const texts = new Map();
  for (const part of hash.slice(1, LONGEST_LINK).split("&").slice(0, MOST_PARTS)) {
    const at = part.indexOf("=");
    if (at > 0 && !texts.has(part.slice(0, at))) texts.set(part.slice(0, at), part.slice(at + 1));
  }
  const found = {};
  for (const { key, read } of linked) {
    const value = texts.has(key) ? readPart(read, texts.get(key)) : undefined;
    if (value !== undefined) found[key] = value;
  }
  return found;
}

// One part of a link; what cannot be read is not there.
function readPart(read, text) {
  try {
    return read(decodeURIComponent(text));
  } catch (_) {
    return undefined;
  }
}

// A whole number between two bounds, written plainly, or undefined.
function readWhole(text, least, most) {
  if (!/^[0-9]{1,9}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}

// Whether an object has a name of its own, and not just as every object has some.
function holdsName(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}
