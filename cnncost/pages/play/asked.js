// What is asked of a network, and the number that comes of it with slips made on the way: the same
// as cnncost/slips/asked.py.

// A quantity of some rows, or of the network as it is deployed, with the right number. `columns`
// are added up of every row; of a side or the channels the last row counts.
function ask(network, walked, quantity, rows = null, columns = null) {
  const chosen = rows ?? network.rows.map((_, i) => i).filter((i) => !network.rows[i].trainOnly);
  const asked = { network, walked, quantity, rows: chosen, columns: [], facts: {}, plain: [] };
  if (quantity in SIDE_LETTERS) {
    const { letters } = walked.rows[lastOf(chosen)];
    return { ...asked, right: letters[SIDE_LETTERS[quantity]] };
  }
  const summed = columns ?? (quantity === "params" ? PARAMETER_COLUMNS : [quantity]);
  const right = chosen.flatMap((row) => summed.map((column) => columnOf(asked, row, column)));
  return { ...asked, columns: summed, right: right.reduce((a, b) => a + b, 0n) };
}

// A column of a row as it should be.
function columnOf(asked, row, column) {
  return asItIs(asked, row)[column];
}

// The ways in which a slip is made in rows of its kinds among these, the usual one first.
function makings(slip, asked, places) {
  const { rows } = asked.walked;
  const ofKind = places.filter((i) => !slip.kinds.length || slip.kinds.includes(rows[i].kind));
  const own = ofKind.filter((i) => asked.rows.includes(i));
  return slip.ways
    .map((wrong, way) => {
      const alone = new Set(isCarried(wrong) ? ofKind : own);
      return { slip, wrong, reads: slip.reads[way], places: alone };
    })
    .filter((making) => making.places.size > 0 || "answer" in making.wrong);
}

// Whether a slip can change what is asked for: it means it, or changes what comes before.
function shows({ slip, wrong }, asked) {
  if (!slip.of.includes(asked.quantity)) {
    return isCarried(wrong);
  }
  const columns = asked.columns.flatMap((one) => FOLLOWED_COLUMNS[one] ?? [one]);
  const behind = [asked.quantity, ...columns];
  return isCarried(wrong) || "answer" in wrong || behind.some((column) => column in wrong);
}

// The number that slips made one after the other give; null where they lead nowhere, and where
// there is nothing to get wrong in the rows that are asked of.
function numberWith(made, asked) {
  try {
    return mistakenNumber(made, asked);
  } catch (error) {
    if (error instanceof FormulaError || error instanceof LayerError) {
      return null;
    }
    throw error;
  }
}

// The same, or an error where a slip leads to a network that cannot be.
function mistakenNumber(made, asked) {
  const onTheWay = made.filter(({ wrong }) => !("answer" in wrong));
  const atTheEnd = made.filter(({ wrong }) => "answer" in wrong);
  let value = asked.right;
  if (onTheWay.length) {
    const { changed, active } = changedRows(onTheWay, asked);
    value = mistakenTotal(changed, asked);
    const nothing = equal(value, 0n) || !asked.rows.some((row) => active.has(row));
    if (equal(value, asked.right) && nothing) {
      return null;
    }
  }
  for (const { wrong } of atTheEnd) {
    const before = value;
    value = wrong.answer({ answer: before });
    if (equal(value, before)) {
      return null;
    }
  }
  return value;
}

// The quantity, with the numbers of the changed rows in place of the right ones.
function mistakenTotal(changed, asked) {
  if (asked.quantity in SIDE_LETTERS) {
    const last = changed.get(lastOf(asked.rows));
    return last === undefined ? asked.right : last[SIDE_LETTERS[asked.quantity]];
  }
  let total = asked.right;
  for (const row of asked.rows.filter((one) => changed.has(one))) {
    for (const column of asked.columns) {
      const more = subtract(changed.get(row)[column], columnOf(asked, row, column));
      total = add(total, more);
    }
  }
  return total;
}

