// "Download the picture": a drawing as a file that stands alone, in the colours for white paper.

// What a group of marks is painted with, by its class: attributes of the palette's hue.
const PAINTS = {
  thread: ({ line }) => ({ stroke: line, "stroke-linecap": "round" }),
  solid: ({ line }) => ({ fill: line }),
  hatch: () => ({ stroke: PAINTED.paper }),
  hollow: ({ line }) => ({ fill: PAINTED.paper, stroke: line, "stroke-width": 1.2 }),
  label: ({ ink }) => ({
    fill: ink, stroke: PAINTED.paper, "stroke-width": 3, "stroke-linejoin": "round",
    "paint-order": "stroke",
  }),
};

// Saves a drawing as NAME.svg.
function downloadPicture(name, svg, { title, description }) {
  const file = new Blob([pictureText(svg, title, description)], { type: "image/svg+xml" });
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: `${name}.svg` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// A drawing as the text of a file: plain attributes, no classes, nothing to press.
function pictureText(svg, title, description) {
  const copy = svg.cloneNode(true);
  copy.querySelectorAll(".spot").forEach((spot) => spot.remove());
  copy.querySelectorAll("g").forEach(paintAlone);
  const [x, y, width, height] = copy.getAttribute("viewBox").split(" ");
  copy.prepend(
    drawing("title", { id: "title" }, title),
    drawing("desc", { id: "desc" }, description),
    drawing("rect", { x, y, width, height, fill: PAINTED.paper }),
  );
  ["class", "aria-label"].forEach((attribute) => copy.removeAttribute(attribute));
  dressed(copy, {
    role: "img", "aria-labelledby": "title desc",
    "font-family": PAINTED.font, "font-size": PAINTED.fontSize,
  }, []);
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}

// One group: its paint as attributes in the place of its class.
function paintAlone(group) {
  const [paint, role] = (group.getAttribute("class") || "").split(" ");
  const hue = PAINTED.light[PAINTED.hues[role]];
  for (const name of group.getAttributeNames()) {
    if (name !== "stroke-dasharray") group.removeAttribute(name);
  }
  group.querySelectorAll("[class]").forEach((part) => {
    if (part.nodeName !== "g") part.removeAttribute("class");
  });
  if (hue && paint in PAINTS) dressed(group, PAINTS[paint](hue), []);
  if (role === "strong") group.setAttribute("font-weight", "bold");
}
