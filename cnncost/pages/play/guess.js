// "Guess first": the numbers are hidden until the answer is given, and it is judged as homework is.

const FIRST_SEEDS = 9000;

// The question that stands here now, what was made of it, and the tally of this sitting.
const guessed = {
  question: "", typed: "", verdict: null, told: false, over: false, tally: new Map(), drawn: null,
  wanted: null,
};

linked.push({ key: "guess", read: readGuess, write: writeGuess, split: splitGuess,
  usable: isGuessPiece });
panels.push({ id: "guess", draw: drawGuess });
followers.push(followSeed);

// Whether a question stands open: then the panels that tell are empty.
function isGuessing(now) {
  return now.guess !== null && !(guessed.over && guessed.question === questionKey(now));
}

// The whole panel: a switch, and the question where it is on.
function drawGuess(view, node) {
  if (view.state.guess) takeQuestion(view);
  fill(node,
    element("div", { class: "guess-head" }, guessSwitch(view),
      view.state.guess && chooseGuess(view)),
    view.state.guess && questionBox(view));
}

// Starts afresh where another question stands here than before.
function takeQuestion(view) {
  const question = questionKey(view.state);
  if (guessed.question !== question) {
    Object.assign(guessed, { question, typed: "", verdict: null, told: false, over: false });
  }
}

// The question that a link or a button asks for by its seed; where a letter was moved since, it is
// no longer that question.
function followSeed(now) {
  const { guess, op, mode } = now;
  if (!guess || guess.seed === null) return {};
  const drawn = [mode, op, guess.quantity, guess.seed].join(" ");
  const isNew = guessed.drawn !== drawn;
  if (isNew) Object.assign(guessed, { drawn, wanted: drawnQuestion(now) });
  if (isSameQuestion(now, guessed.wanted)) return {};
  return isNew ? guessed.wanted : { guess: { ...guess, seed: null } };
}

// The part of the state that a seed stands for: letters, or a layer of the network.
function drawnQuestion({ guess, op, mode, edits, whole }) {
  if (mode === "network" && NETWORK) {
    const walked = walkedWith(NETWORK, edits, whole);
    return { guess: { ...guess, row: drawnRow(walked, guess.quantity, guess.seed) } };
  }
  return { letters: drawnLetters(op, guess.seed), square: true, drafts: {}, guess };
}

function isSameQuestion(now, { letters, guess }) {
  return now.guess.row === guess.row
    && Object.entries(letters || {}).every(([name, value]) => now.letters[name] === value);
}

// --- the switch, and what is asked

function guessSwitch({ state: now }) {
  const turn = (event) => change({
    guess: event.target.checked ? { quantity: "macs", seed: null, row: null } : null }, true);
  return tick("guess-on", "Hide the numbers, and work one out yourself.", now.guess !== null, turn);
}

// What is asked, and of what where there is a network.
function chooseGuess(view) {
  const { guess } = view.state;
  const choose = ({ target }) => change({ guess: { ...guess, quantity: target.value, seed: null } },
    true);
  const options = Object.entries(GUESSES).map(([value, { title }]) => (
    element("option", { value, selected: value === guess.quantity }, title)));
  return [
    element("label", {}, "Ask for ", element("select", { id: "guess-quantity", onchange: choose },
      options)),
    view.network && chooseSubject(view),
  ];
}

// The whole network, one of its layers, or the setting of the sliders.
function chooseSubject({ state: now, network, networkWalked: { rows } }) {
  const inNetwork = now.mode === "network";
  const value = inNetwork ? `${now.guess.row ?? "all"}` : "setting";
  const choice = (key, text) => element("option", { value: key, selected: key === value }, text);
  const choose = ({ target }) => change({ mode: target.value === "setting" ? "layer" : "network",
    guess: { ...now.guess, seed: null, row: readWhole(target.value, 0, rows.length - 1) ?? null } },
  true);
  const layers = rows.filter(({ ledger }) => ledger && ledger.weights > 0n);
  return element("label", {}, "of ", element("select", { id: "guess-subject", onchange: choose },
    choice("all", network.variant), choice("setting", "the setting of the sliders"),
    layers.map(({ number, path }) => choice(String(number), path))));
}

// --- the question

// The question with its box, or why there is none.
function questionBox(view) {
  const subject = subjectOf(view);
  if (!subject.complete) {
    return element("p", { class: "note" },
      "There is nothing to guess as long as a layer cannot be.");
  }
  const { quantity } = view.state.guess;
  const { counts } = GUESSES[quantity];
  return element("form", { class: "question", id: "guess-question", autocomplete: "off",
    onsubmit: (event) => check(event, view, subject) },
  element("p", { class: "about", id: "guess-about" }, subject.about),
  subject.made && element("pre", { class: "made" }, subject.made.replaceAll("->", "→")),
  element("p", {}, element("label", { for: "guess-answer" }, element("strong", {},
    questionOf(quantity, subject))), " ",
  element("small", { id: "guess-counts" }, counts)),
  answerLine(),
  element("div", { id: "guess-verdict", role: "status" }, verdictShown(view, subject)),
  tallyShown());
}

// The box and what can be done.
function answerLine() {
  const { typed: text, over, verdict } = guessed;
  const closed = over ? "true" : null;
  return element("div", { class: "buttons" },
    element("input", { type: "text", id: "guess-answer", size: 18, maxlength: 40, value: text,
      autocomplete: "off", spellcheck: "false", readonly: over,
      "aria-invalid": verdict && verdict.problem ? "true" : null,
      "aria-describedby": "guess-about guess-counts",
      oninput: (event) => { guessed.typed = event.target.value; } }),
    element("button", { type: "submit", id: "guess-check", "aria-disabled": closed }, "Check"),
    button("Show me", showAnswer, { id: "guess-show", "aria-disabled": closed }),
    button("New question", newQuestion, { id: "guess-new" }));
}

// Judges what was typed.
function check(event, view, subject) {
  event.preventDefault();
  if (guessed.over) return;
  const verdict = judgedGuess(guessed.typed, view.state.guess.quantity, subject);
  const right = verdict.verdict === "right";
  if (!verdict.problem && !guessed.tally.has(guessed.question)) {
    guessed.tally.set(guessed.question, false);
  }
  if (right) guessed.tally.set(guessed.question, true);
  Object.assign(guessed, { verdict, told: false, over: right });
  document.getElementById("guess-answer").select();
  drawSoon();
}

// Gives the question up: it does not count as right.
function showAnswer() {
  if (guessed.over) return;
  if (!guessed.tally.has(guessed.question)) guessed.tally.set(guessed.question, false);
  Object.assign(guessed, { verdict: null, told: false, over: true });
  drawSoon();
}

// The next question of the series that a link began, or the first of a new one.
function newQuestion() {
  const { guess } = state;
  const seed = guess.seed === null ? 1 + Math.floor(Math.random() * FIRST_SEEDS) : guess.seed + 1;
  Object.assign(guessed, { drawn: null, question: "" }); // chance may draw the same one again
  change({ guess: { ...guess, seed: Math.min(seed, LARGEST_SEED) } }, true);
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const box = document.getElementById("guess-answer");
    if (box) box.focus();
  }));
}

// --- what is said

// What is said of the answer; nothing before there is one.
function verdictShown(view, subject) {
  const { verdict, over } = guessed;
  if (over) return shownAnswer(view, subject, verdict !== null);
  if (verdict === null) return null;
  if (verdict.problem) return element("p", { class: "error" }, verdict.problem);
  if (verdict.verdict === "wrong") {
    return element("p", {}, element("strong", {}, "Not right."), " No usual slip leads to it. ",
      verdict.remark);
  }
  return [
    element("p", {}, element("strong", {}, headOf(verdict)), " ",
      verdict.slips.length > 1 && "Each of these would give it:"),
    element("ul", { class: "slips" }, verdict.slips.map(slipShown)),
    button("What went wrong?", tellMore, { id: "guess-tell", "aria-expanded": `${guessed.told}` }),
  ];
}

function headOf({ verdict }) {
  return verdict === "convention" ? "Nearly right." : "Not right.";
}

// A slip as a hint; on request what it is, and what to read.
function slipShown({ nudge, says, read }) {
  if (!guessed.told) return element("li", {}, nudge);
  const topic = read && element("code", {}, `cnncost explain ${read}`);
  return element("li", {}, says, topic && [" Read: ", topic]);
}

// Tells the slips, or hints at them again.
function tellMore() {
  guessed.told = !guessed.told;
  drawSoon();
}

// The right answer, found or shown.
function shownAnswer({ state: now }, subject, found) {
  const answer = element("strong", { id: "guess-right" }, answerText(now.guess.quantity, subject));
  return element("p", {}, found ? ["✓ Right: ", answer, "."] : ["It is ", answer, "."],
    " How it comes about stands below.");
}

// How many questions of this sitting were right.
function tallyShown() {
  const answers = [...guessed.tally.values()];
  if (!answers.length) return null;
  const right = answers.filter(Boolean).length;
  return element("p", { class: "note", id: "guess-tally" }, `${right} of ${answers.length} `
    + `${answers.length === 1 ? "question" : "questions"} right in this sitting.`);
}
