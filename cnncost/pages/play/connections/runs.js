// The connections of a network: its branches as stacks, and in words what happens where they
// join, as cnncost/figures/connections/runs.py has it.

// The figure of the rows of a walked network, of those alone that are asked for, if some are.
function connectionsOfNetwork(network, walked, title = "", most = CONNECTED.most) {
  const rows = walked.rows.map((row, i) => ({ ...network.rows[i], ...row }));
  const deployed = numbersTo(rows.length).filter((i) => !rows[i].trainOnly);
  const runs = runsOf(rows, deployed);
  const items = runs.flatMap((run) => itemsOfRun(rows, run, runs));
  return scaledFigure({ title, subtitle: "", items, notes: [] }, most);
}

// All runs: rows of which each reads the one before, and nothing else does; or a join by itself.
// {name, rows, reads}: reads are the runs before it by their places, -1 for the input.
function runsOf(rows, drawn) {
  const found = [];
  const place = new Map();
  const readers = readersOf(rows, drawn);
  for (const i of drawn) {
    const before = rows[i].sources[0];
    const alone = isJoin(rows[i]) || !place.has(before) || isJoin(rows[before]);
    if (alone || readers.get(before) > 1) found.push([]);
    place.set(i, lastOf(found).length ? place.get(before) : found.length - 1);
    found[place.get(i)].push(i);
  }
  return found.map((run) => ({
    name: commonPart(run.map((i) => rows[i])),
    rows: run,
    reads: rows[run[0]].sources.map((source) => (place.has(source) ? place.get(source) : -1)),
  }));
}

// By how many rows each one is read.
function readersOf(rows, drawn) {
  const readers = new Map();
  for (const source of drawn.flatMap((i) => rows[i].sources)) {
    readers.set(source, (readers.get(source) || 0) + 1);
  }
  return readers;
}

// Whether a row joins branches.
function isJoin({ kind }) {
  return kind in JOINS;
}

// The path of the innermost part that all rows are in, read from their own paths: a row is called
// by its kind, or like its part; in "3x3.1" and "3x3.2" the part is 3x3.
function commonPart(rows) {
  const numbered = rows.length > 1;
  const [first, ...others] = rows.map((row) => partOf(row, numbered).split("/"));
  const end = first.findIndex((name, i) => others.some((names) => names[i] !== name));
  return (end < 0 ? first : first.slice(0, end)).join("/");
}

// The path of the part that a row stands in.
function partOf({ path, kind }, numbered) {
  const stem = path.replace(/\.\d+$/, "");
  const names = stem.split("/");
  if (lastOf(names) === kind) return names.slice(0, -1).join("/");
  return numbered && !(kind in JOINS) && KINDS[kind].names ? stem : path;
}

// --- words

// The stacks of a run, or what happens at a join.
function itemsOfRun(rows, run, runs) {
  const measured = run.rows.map((i) => rows[i]);
  return isJoin(measured[0]) ? [{ text: joinedText(measured[0], run, runs) }]
    : itemsOf(measured, run.name);
}

// body and its input, added: 0 MACs
function joinedText(row, join, runs) {
  const forks = new Set([-1, ...join.reads.filter((i) => i >= 0).flatMap((i) => runs[i].reads)]);
  const names = join.reads.filter((i) => !forks.has(i)).map((i) => branchName(runs[i]));
  if (names.length < join.reads.length) {
    names.push(names.length === 1 ? "its input" : "their input");
  }
  const size = row.kind === "concat" ? ` to ${figures(row.output[2])} channels` : "";
  const joined = SORTED.joined[row.kind];
  return `${listed(names)}, ${joined}${size}: ${figures(row.ledger.macs)} MACs`;
}

// A branch by its own name.
function branchName(run) {
  return lastOf(run.name.split("/")) || "what is above";
}
