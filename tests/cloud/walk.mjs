// Asks the simulator what a row of endpoints.mjs says.

export function pathOf(row, of) {
  if (row.path) return row.path(of);
  const values = row.args ? row.args(of) : [];
  return row.route.slice(row.route.indexOf(' ') + 1).replace(/\{\}/g, () => encodeURIComponent(values.shift()));
}

export const methodOf = (row) => row.route.slice(0, row.route.indexOf(' '));

// The question and the answer; what the row keeps is kept when the status is the expected one.
export async function perform(caller, row) {
  const [method, path, body] = [methodOf(row), pathOf(row, caller.of), row.body?.(caller.of)];
  const headers = typeof row.headers === 'function' ? row.headers(caller.of) : row.headers;
  const answer = await caller.ask(method, path, { ...row, headers, body });
  if (answer.status === (row.status ?? 200)) await row.keep?.(answer.json, caller.of, answer);
  return { method, path, body, headers, answer };
}

// Goes through all rows; the last answer of each route.
export async function performAll(caller, rows) {
  const answers = new Map();
  for (const row of rows) answers.set(row.route, (await perform(caller, row)).answer);
  return answers;
}
