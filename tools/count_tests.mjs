// Counts the tests of each layer from ctest's result files, lists what failed, and ends with "N passed, N failed".
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const unescape = (text) =>
  text.replace(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, name, code) =>
    code ? String.fromCharCode(code) : { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name]);

// One ctest entry that runs Node's own test runner holds many tests; its closing lines count them.
function innerCounts(output) {
  const count = (word) => {
    const lines = [...output.matchAll(new RegExp(`^(?:#|\\u2139) ${word} (\\d+)$`, 'gm'))];
    return lines.length === 0 ? null : lines.reduce((sum, line) => sum + Number(line[1]), 0);
  };
  const passed = count('pass');
  return passed === null ? null
    : { passed, failed: (count('fail') ?? 0) + (count('cancelled') ?? 0), skipped: count('skipped') ?? 0 };
}

// What failed inside such an entry and why, innermost tests only: that the file around one failed too is no news.
function innerFailures(output) {
  const failed = [...output.matchAll(/^( *)not ok \d+ - (.*)\n((?:\1 .*\n)*)/gm)]
    .map(([, indent, name, details]) => ({ depth: indent.length, name: name.trim(), why: firstWords(details) }));
  return failed.filter(({ depth }, at) => depth >= (failed[at - 1]?.depth ?? 0)).map(({ name, why }) => `${name}: ${why}`);
}

function firstWords(details) {
  const place = /location: '.*?([^/]+?:\d+):\d+'/.exec(details)?.[1] ?? 'no place told';
  const words = /^ *error: (?:\|-?\s*)?([\s\S]*?)\n *(?:code|name|stack|expected):/m.exec(details)?.[1] ?? 'no reason told';
  return `${words.replace(/\s+/g, ' ').slice(0, 300)} (${place})`;
}

export function readResults(xml, preset) {
  const results = [];
  for (const [, attributes, body] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const name = unescape(/\bname="([^"]*)"/.exec(attributes)[1]);
    const status = /\bstatus="([^"]*)"/.exec(attributes)[1];
    const good = status === 'run';
    const skipped = status === 'notrun' || status === 'disabled' || /<skipped/.test(body ?? '');
    const inner = skipped ? null : innerCounts(unescape(body ?? ''));
    const one = skipped ? { passed: 0, failed: 0, skipped: 1 }
      : inner ?? { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
    if (!good && !skipped && one.failed === 0) one.failed = 1;
    const failures = one.failed > 0 ? innerFailures(unescape(body ?? '')) : [];
    results.push({ layer: name.split('.')[0], name: `${name} (${preset})`, failures, ...one });
  }
  return results;
}

function report(results, broken) {
  const layers = new Map();
  for (const result of results) {
    const sum = layers.get(result.layer) ?? { passed: 0, failed: 0, skipped: 0 };
    for (const key of ['passed', 'failed', 'skipped']) sum[key] += result[key];
    layers.set(result.layer, sum);
  }
  const lines = ['', 'layer           passed  failed  skipped'];
  for (const [layer, sum] of [...layers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(layer.padEnd(14) + [sum.passed, sum.failed, sum.skipped].map((n) => String(n).padStart(8)).join(''));
  }
  for (const result of results.filter((one) => one.skipped > 0)) lines.push(`skipped: ${result.name}`);
  for (const result of results.filter((one) => one.failed > 0)) lines.push(`failed: ${result.name}`, ...result.failures.map((name) => `  failed in it: ${name}`));
  for (const name of broken) lines.push(`failed: ${name} (the step itself)`);
  const total = (key) => results.reduce((sum, one) => sum + one[key], 0);
  const passed = total('passed');
  const failed = total('failed') + broken.length;
  if (passed + failed === 0) lines.push('No test ran.');
  console.log([...lines, '', `${passed} passed, ${failed} failed`].join('\n'));
  return failed === 0 && passed > 0;
}

const [folder, ...broken] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node tools/count_tests.mjs FOLDER-WITH-RESULTS [BROKEN-STEP...]');
  process.exit(2);
}
const results = readdirSync(folder).filter((name) => name.endsWith('.xml')).sort()
  .flatMap((name) => readResults(readFileSync(join(folder, name), 'utf8'), name.replace('.xml', '')));
process.exit(report(results, broken) ? 0 : 1);
