// A layer or block taken apart in steps: the bars of its cost shrink from one to the next.

panels.push({ id: "factor", tells: true, draw: drawFactor });

// The choice, the steps so far, and what changed in the last one.
function drawFactor(view, node) {
  const { name, step } = state.factor || { name: Object.keys(FACTORISATIONS)[0], step: 0 };
  const { steps, source } = FACTORISATIONS[name];
  const walks = steps.map(({ network }) => walk(network));
  fill(node,
    element("div", { class: "chooser" }, chooseFactorisation(name), stepButtons(name, step)),
    element("p", { id: "factor-step", "aria-live": "polite" },
      element("strong", {}, `${step + 1} of ${steps.length}: ${steps[step].title}. `),
      steps[step].says, " ", seesText(steps, step)),
    element("div", { class: "bars" },
      Object.keys(COLUMNS).map((column) => costBar(column, walks, step))),
    element("div", { class: "wide" }, stepTable(walks[step])),
    element("p", { class: "note" }, `${sizesText(walks[step])} ${source}`));
}

function chooseFactorisation(name) {
  const options = Object.entries(FACTORISATIONS).map(([key, { title }]) =>
    element("option", { value: key, selected: key === name }, title));
  const choose = (event) => change({ factor: { name: event.target.value, step: 0 } }, true);
  return element("select", { id: "factorisation", "aria-label": "What is taken apart",
    onchange: choose }, options);
}

function stepButtons(name, step) {
  const last = FACTORISATIONS[name].steps.length - 1;
  const go = (to) => () => change({ factor: { name, step: Math.min(Math.max(to, 0), last) } });
  const disabled = (is) => ({ "aria-disabled": is ? "true" : null });
  return [
    button("← Back", go(step - 1), { id: "factor-back", ...disabled(step === 0) }),
    button("Next →", go(step + 1), { id: "factor-next", ...disabled(step === last) }),
  ];
}

// What one output sees of the input, and whether that is what it saw in the first step.
function seesText(steps, step) {
  const { sees } = steps[step];
  if (step === 0) return `One output sees ${sees} of the input.`;
  return sees === steps[0].sees ? `One output still sees ${sees}.`
    : `One output now sees ${sees}, no longer ${steps[0].sees}.`;
}

// A bar as long as this step's share of the first step's cost, in pieces by layer.
function costBar(column, walks, step) {
  const [first, now] = [walks[0].totals[column], walks[step].totals[column]];
  const part = (share) => `${Number(share * 100000n / first) / 1000}%`;
  const pieces = walks[step].rows.filter(({ ledger }) => ledger[column] > 0n);
  return element("div", { class: "bar-row", id: `factor-${column}` },
    element("span", { class: "bar-name" }, COLUMNS[column]),
    element("span", { class: "bar-track", "aria-hidden": "true" },
      element("span", { class: "bar", style: { width: part(now) } },
        pieces.map((row, i) => element("span", { class: `piece piece-${i % 2}`, title: row.path,
          style: { "flex-grow": Number(row.ledger[column] * 10000n / now) } })))),
    element("span", { class: "bar-number number" }, count(now), " ",
      step > 0 && element("small", {}, asFraction(ratio(now, first)))));
}

// The layers of a step.
function stepTable({ rows }) {
  const costly = rows.filter(({ ledger }) => ledger.macs > 0n);
  return element("table", { class: "workings" },
    element("caption", { class: "hidden" }, "The layers of this step"),
    quietHead(["layer", "weights", "with numbers", "number of weights", "MACs"]),
    element("tbody", {}, costly.map((row) => {
      const form = formOf(row, "weights");
      return element("tr", {},
        element("th", { scope: "row" }, row.path),
        element("td", { class: "formula" }, formText(form)),
        element("td", { class: "formula" }, `= ${formText(form, row.letters)}`),
        element("td", { class: "number" }, `= ${count(row.ledger.weights)} weights`),
        element("td", { class: "number" }, `${count(row.ledger.macs)} MACs`));
    })));
}

// The sizes that all steps have.
function sizesText({ rows, output }) {
  return `On ${sizeText(rows[0].input)}, put out as ${sizeText(output)}.`;
}

linked.push({
  key: "factor",
  read: (text) => {
    const [name, step] = text.split(":");
    if (!holdsName(FACTORISATIONS, name)) return undefined;
    const number = readWhole(step ?? "", 1, FACTORISATIONS[name].steps.length);
    return number === undefined ? undefined : { name, step: number - 1 };
  },
  write: (factor) => (factor ? `${factor.name}:${factor.step + 1}` : ""),
});
