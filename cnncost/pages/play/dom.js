// Elements of the page: built here, never from text that could be markup.

const SVG = "http://www.w3.org/2000/svg";

// An HTML element: texts become text nodes, functions such as onclick become listeners.
function element(name, attributes, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

// An element of a drawing (SVG).
function drawing(name, attributes, ...children) {
  return dressed(document.createElementNS(SVG, name), attributes, children);
}

// Gives a new element its attributes and children.
function dressed(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    dress(node, name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined
    && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

// One attribute: false and null leave it out; style is an object of CSS properties.
function dress(node, name, value) {
  if (name === "style") {
    for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
  } else if (typeof value === "function") {
    node[name] = value;
  } else if (value !== null && value !== undefined && value !== false) {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

// Makes these the children of an element. What is there and alike stays, and is only changed, so
// that focus, selection and transitions go on.
function fill(node, ...children) {
  const fresh = dressed(document.createDocumentFragment(), null, children);
  const { id } = node.contains(document.activeElement) ? document.activeElement : { id: "" };
  likenChildren(node, fresh);
  if (id && document.activeElement.id !== id) focusOn(id);
}

// Puts the focus on what has an id, if it is there.
function focusOn(id) {
  const found = document.getElementById(id);
  if (found) found.focus();
}

// The same once the next drawing has been made, which may be what puts it there.
function focusSoon(id) {
  requestAnimationFrame(() => focusOn(id));
}

// The same for the children of two elements.
function likenChildren(old, fresh) {
  const wanted = [...fresh.childNodes];
  wanted.forEach((child, i) => {
    const there = old.childNodes[i];
    if (!there) old.append(child);
    else if (alike(there, child)) liken(there, child);
    else there.replaceWith(child);
  });
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}

// Whether an element may be changed into another: the same tag and id.
function alike(old, fresh) {
  return old.nodeName === fresh.nodeName && old.id === fresh.id;
}

// Changes a node into another one.
function liken(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  likenAttributes(old, fresh);
  likenChildren(old, fresh);
  likenValue(old, fresh);
}

const LISTENERS = ["onclick", "oninput", "onchange", "onkeydown", "onfocus", "onblur",
  "onpointerenter", "onpointerleave", "onpointerdown", "onpointermove", "onsubmit", "ontoggle"];

// Attributes, styles and listeners.
function likenAttributes(old, fresh) {
  for (const name of old.getAttributeNames()) {
    if (!fresh.hasAttribute(name) && !["style", "open"].includes(name)) old.removeAttribute(name);
  }
  for (const name of fresh.getAttributeNames()) {
    const value = fresh.getAttribute(name);
    if (!["style", "open"].includes(name) && old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  if (old.style.cssText !== fresh.style.cssText) old.style.cssText = fresh.style.cssText;
  for (const name of LISTENERS) old[name] = fresh[name];
}

// What a field holds; never while somebody types in it.
function likenValue(old, fresh) {
  const typing = old === document.activeElement && old.matches("input:not([type=range]), textarea");
  if (!["INPUT", "SELECT", "TEXTAREA"].includes(old.nodeName) || typing) return;
  if (old.value !== fresh.value) old.value = fresh.value;
  if (old.checked !== fresh.checked) old.checked = fresh.checked;
}

// A button with a text and what it does.
function button(text, onclick, attributes) {
  return element("button", { type: "button", onclick, ...attributes }, text);
}

// Text for screen readers alone.
function unseen(text) {
  return element("span", { class: "hidden" }, text);
}
