// A setting, an operation with its letters, and what it costs. Nothing here touches the page.

// The letters of the state as exact numbers, those that an operation has.
function exactLetters(names, letters) {
  return Object.fromEntries(names.map((name) => [name, BigInt(letters[name])]));
}

// An operation with the form that it has at these letters, and its rows:
// {name, operation, form, letters, network, walked}.
function measured(name, letters) {
  const operation = OPERATIONS[name];
  const every = exactLetters(Object.keys(LETTERS), letters);
  const form = operation.forms.find((one) => one.holds(every));
  const own = exactLetters(form.letters, letters);
  return { name, operation, form, letters: own, network: form.network,
    walked: walk(form.network, own, {}) };
}

// Every letter as it is where nothing else is said.
function lettersAtStart() {
  return Object.fromEntries(Object.entries(LETTERS).map(([name, { start }]) => [name, start]));
}

// The letters at which an operation and others of its shapes are shown: stride, padding and
// dilation are as at the start where it has none itself.
function comparableLetters(name, letters) {
  const own = OPERATIONS[name].letters;
  const hidden = ["S", "P", "D"].filter((letter) => !own.includes(letter));
  return { ...letters, ...Object.fromEntries(hidden.map((x) => [x, LETTERS[x].start])) };
}

// The standard convolution of the shapes that an operation has at these letters.
function measuredStandard(name, letters) {
  const shapes = comparableLetters(name, letters);
  for (const [letter, other] of Object.entries(OPERATIONS[name].standard)) {
    shapes[letter] = letters[other];
  }
  return measured("conv", shapes);
}
