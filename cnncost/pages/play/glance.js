// Two lines that stand outside the panels: what of the link could not be used, and, on a phone, the
// two numbers while the controls are on the screen and the results are not.

const MOST_UNUSED = 3;

panels.push({ id: "unused", draw: drawUnused });
panels.push({ id: "glance", tells: true, warns: ({ trouble }) => trouble !== null,
  draw: drawGlance });

// What was left out of the link, for as long as nothing else is set.
function drawUnused({ state: { unused } }, node) {
  const shown = unused.slice(0, MOST_UNUSED).map((text) => shortened(text)).join(", ");
  const more = unused.length > MOST_UNUSED ? ` and ${unused.length - MOST_UNUSED} more` : "";
  const parts = unused.length === 1 ? "This part" : "These parts";
  fill(node, unused.length > 0 && `${parts} of the link could not be used: ${shown}${more}.`);
}

// MACs and weights in one line, or why there are none. Who listens hears them from the results.
function drawGlance({ trouble, walked }, node) {
  watchResults(node);
  fill(node, trouble ? element("span", { class: "error" }, "This layer cannot be.")
    : Object.entries(COLUMNS).map(([column, title]) => element("span", {},
      element("strong", { class: "number" }, count(walked.totals[column])), ` ${title}`)));
}

// What of the page is on the screen now, by id.
const onScreen = { observer: null };

// Shows the line only while the controls can be seen and the answer cannot.
function watchResults(node) {
  if (onScreen.observer) return;
  onScreen.observer = new IntersectionObserver((entries) => {
    entries.forEach(({ target: { id }, isIntersecting }) => { onScreen[id] = isIntersecting; });
    node.hidden = onScreen.result || !onScreen.controls;
  });
  ["controls", "result"].forEach((id) => {
    onScreen.observer.observe(document.getElementById(id));
  });
}
