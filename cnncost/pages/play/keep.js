// What can be taken along: the link, and the setting as a spec that cnncost reads.

// What is said of the last copy and of the link, once the setting is another.
const NOT_COPIED = { copied: "", copyByHand: "", unused: [] };

// Buttons; where the clipboard is not allowed the text is shown, selected.
function keepers(view) {
  return [
    element("div", { class: "buttons" },
      hasAddress() && button("Copy the link", () => copyText(location.href, "link"),
        { id: "copy-link" }),
      button("Copy as YAML", () => copyText(yamlOf(view), "YAML"),
        { id: "copy-yaml", disabled: view.trouble !== null })),
    element("p", { class: "note", id: "copied", role: "status" }, state.copied),
    element("label", { id: "copy-by-hand", hidden: !state.copyByHand }, "Copy this:",
      element("textarea", { id: "copy-text", readonly: true, rows: 8, value: "" },
        state.copyByHand || "")),
  ];
}

// Whether the page has an address: none where a notebook shows it in a frame, and there the browser
// lets nothing be copied.
function hasAddress() {
  return location.protocol !== "about:";
}

// Copies a text, and says so; else shows it.
function copyText(text, what) {
  const done = () => change({ copied: `The ${what} is copied.`, copyByHand: "" });
  const shown = () => {
    change({ copied: "The browser does not let this page copy.", copyByHand: text });
    requestAnimationFrame(() => requestAnimationFrame(selectCopyText));
  };
  if (!navigator.clipboard || !hasAddress()) shown();
  else navigator.clipboard.writeText(text).then(done, shown);
}

function selectCopyText() {
  const field = document.getElementById("copy-text");
  field.focus();
  field.select();
}

// The setting as a small spec: what the operation is, with the letters as parameters.
function yamlOf({ state: now, operation }) {
  const { form, title } = operation;
  const params = form.letters.map((name) => `${name}: ${now.letters[name]}`).join(", ");
  const layers = form.layers.includes("\n") || form.layers.endsWith(":")
    ? `layers:\n${form.layers.replace(/^/gm, "  ")}` : `layers: ${form.layers}`;
  return [
    `# ${title}: cnncost show FILE`,
    `name: ${now.op}`,
    "input: (H, W, N)",
    `params: {${params}}`,
    layers,
    "",
  ].join("\n");
}
