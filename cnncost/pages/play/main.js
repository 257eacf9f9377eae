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
    network: NETWORK,
    networkWalked: NETWORK && walkedWith(NETWORK, now.edits, now.whole),
    guessing: isGuessing(now),
  };
}

// What the page starts from where a link says nothing.
function stateAtStart() {
  return { mode: NETWORK ? "network" : "layer", op: "conv",
    letters: lettersAtStart(), square: true, drafts: {}, ...NOT_COPIED,
    show: "both", pinned: null, factor: null, guess: null, edits: {}, whole: AS_IN_SPEC,
    row: null };
}

// Whether the sliders or the network were last at hand, which a question goes by.
linked.push({
  key: "mode",
  read: (text) => (text === "layer" || (text === "network" && NETWORK) ? text : undefined),
  write: (mode) => (mode === "layer" && NETWORK ? mode : ""),
});

// Takes the state from the link.
function followLink() {
  const unused = unusedParts(location.hash);
  merge({ ...stateAtStart(), ...readLink(location.hash), unused });
  drawSoon();
}

// Starts the page.
function start() {
  followLink();
  addEventListener("popstate", followLink);
  addEventListener("hashchange", followLink);
}

start();
