// From the state to what the panels show, and the start of the page.

// All that the panels draw from.
function viewOf(now) {
  const shown = measured(now.op, now.letters);
  const trouble = troubleOf(shown, now.letters);
  return {
    state: { ...now, letters: comparableLetters(now.op, now.letters) },
    trouble,
    problems: problemsAt(trouble),
    stale: Object.keys(now.drafts).length > 0,
    operation: { ...shown.operation, name: now.op, form: shown.form, network: shown.network },
    letters: shown.letters,
    walked: shown.walked,
    standard: measuredStandard(now.op, now.letters).walked,
    network: typeof NETWORK === "undefined" ? null : NETWORK,
    networkWalked: typeof NETWORK === "undefined" ? null
      : walkedWith(NETWORK, now.edits, now.whole),
  };
}

// What the page starts from where a link says nothing.
function stateAtStart() {
  return { mode: typeof NETWORK === "undefined" ? "layer" : "network", op: "conv",
    letters: lettersAtStart(), square: true, drafts: {}, ...NOT_COPIED,
    show: "both", pinned: null, factor: null, guess: null, edits: {}, whole: AS_IN_SPEC,
    row: null };
}

// Takes the state from the link.
function followLink() {
  Object.assign(state, stateAtStart(), readLink(location.hash));
  drawSoon();
}

// Starts the page.
function start() {
  followLink();
  addEventListener("popstate", followLink);
  addEventListener("hashchange", followLink);
}

start();
