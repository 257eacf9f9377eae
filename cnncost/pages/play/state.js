// What the page shows, as one object; it stands in the link, and what a link says is checked.

// Filled from the link when the page starts, see main.js.
const state = {};

// Parts of the link: {key, read(text) -> value or undefined, write(value) -> text or ""}, and,
// where a part is a list, usable(piece) -> whether it says something, and how it is split if not by
// commas.
const linked = [];
// Parts of the page: {id, draw(view, node), tells, warns(view)}. What tells the answer is empty
// while a question is open, unless it has to warn.
const panels = [];
// What of the state follows from the rest: (state) -> changes.
const followers = [];

const LONGEST_LINK = 20000;
const BEHIND_LONGEST = "what stands behind its first 20,000 characters";
const MOST_PIECES = 500;
// The panels that are due on the next frame.
const due = new Set();

// Merges changes into the state, writes the link and draws panels on the next frame, all or some.
// A new entry for the back button is made where a choice was made, not at each step of a slider.
function change(changes, chosen = false, ids = allPanels()) {
  merge(changes);
  writeLink(chosen);
  drawSoon(ids);
}

// Puts changes into the state, and what follows from them.
function merge(changes) {
  Object.assign(state, changes);
  followers.forEach((follow) => Object.assign(state, follow(state)));
}

function allPanels() {
  return panels.map(({ id }) => id);
}

// Draws panels on the next frame, once however often it is asked.
function drawSoon(ids = allPanels()) {
  if (!due.size) requestAnimationFrame(drawPanels);
  ids.forEach((id) => due.add(id));
}

// Draws every panel that is due.
function drawPanels() {
  if (!due.size) return;
  const now = panels.filter(({ id }) => due.has(id));
  due.clear();
  const view = viewOf(state);
  now.forEach((panel) => drawPanel(panel, view));
}

// Draws a panel, or empties it where it would tell the answer of an open question.
function drawPanel(panel, view) {
  const node = document.getElementById(panel.id);
  const warns = panel.warns && panel.warns(view);
  if (!node) return;
  if (panel.tells && view.guessing && !warns) node.replaceChildren();
  else panel.draw(view, node);
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

// The parts of a link, as [key, text, whether it is read]: of two for one key the first is, and of
// a link that is too long no part that is cut.
function linkParts(hash) {
  const whole = hash.length <= LONGEST_LINK ? hash : hash.slice(0, LONGEST_LINK)
    .replace(/[&,][^&,]*$/, "");
  const parts = whole.slice(1).split("&").filter((part) => part !== "");
  const known = new Set();
  return parts.map((part) => {
    const [key] = part.split("=");
    const isFirst = key !== "" && !known.has(key);
    known.add(key);
    return [key, part.slice(key.length + 1), isFirst];
  });
}

// The texts of a link by their keys.
function linkTexts(hash) {
  return new Map(linkParts(hash).filter(([, , isRead]) => isRead));
}

// What of a link could not be used, as texts: op=typo, letters=K:0.
function unusedParts(hash) {
  const unused = linkParts(hash).flatMap(([key, text, isRead]) => {
    const one = isRead && linked.find((part) => part.key === key);
    if (!one || readPart(one.read, text) === undefined) return [`${key}=${text}`];
    return unusedPieces(one, text).map((piece) => `${key}=${piece}`);
  });
  return hash.length > LONGEST_LINK ? [...unused, BEHIND_LONGEST] : unused;
}

// The pieces of a list in a link that say nothing the page could follow.
function unusedPieces({ usable, split = piecesOfList }, text) {
  if (!usable || text === "") return [];
  const pieces = readPart(split, text);
  return pieces.filter((piece, i) => i >= MOST_PIECES || !usable(piece));
}

// A list in a link: K:5,N:64.
function piecesOfList(text) {
  return text.split(",");
}

// What a link says, by key: only keys that are known, only values that can be read.
function readLink(hash) {
  const texts = linkTexts(hash);
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
  } catch (error) {
    if (error instanceof URIError) return undefined;
    told(error);
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
