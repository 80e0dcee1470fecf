// Reads the tree once, and takes C++ and TypeScript apart into code, comments and string literals.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

const SKIPPED_FOLDERS = new Set(['.git', 'node_modules', 'build', 'dist', '.tools', '.demo', '.cache']);
const TEXT = new Set(['.cpp', '.h', '.ts', '.tsx', '.mjs', '.js', '.css', '.html', '.sql', '.cmake', '.txt', '.md',
  '.json', '.toml', '.sh', '.svg', '.tsv', '.csv', '']);
const MAX_BYTES = 4 << 20;

// root: the folder; files: {path, extension, text, lines, test}; get(path): one of them or undefined.
export function readTree(root) {
  const files = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && !entry.name.startsWith('build-')) walk(path);
      } else if (entry.isFile() && TEXT.has(extname(entry.name)) && entry.name !== 'compile_commands.json') {
        if (statSync(join(root, path)).size > MAX_BYTES) continue;
        files.push(sourceFile(path, readFileSync(join(root, path), 'utf8')));
      }
    }
  };
  walk('');
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const byPath = new Map(files.map((file) => [file.path, file]));
  return { root, files, get: (path) => byPath.get(path) };
}

function sourceFile(path, text) {
  const extension = extname(path);
  const file = { path, extension, name: basename(path), text, lines: text.split('\n'),
    test: /_test\.cpp$|\.test\.(mjs|ts|tsx)$/.test(path) || path.startsWith('tests/') };
  let parts;
  // Computed when first asked for: most rules need it for few files.
  Object.defineProperty(file, 'parts', { get: () => (parts ??= takeApart(text, extension)) });
  return file;
}

export const isCpp = (file) => file.extension === '.cpp' || file.extension === '.h';
export const isScript = (file) => ['.ts', '.tsx', '.mjs', '.js'].includes(file.extension);
export const lineAt = (text, index) => {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
};

const blank = (text) => text.replace(/[^\n]/g, ' ');

// Gives {code, literals, comments}: code keeps every offset, with comments and what stands between
// quotes blanked; literals and comments are {at, text}.
export function takeApart(text, extension) {
  const cpp = extension === '.cpp' || extension === '.h';
  const state = { text, cpp, at: 0, code: '', literals: [], comments: [], templates: [] };
  while (state.at < text.length) step(state);
  return state;
}

function step(state) {
  const { text, at, cpp } = state;
  const two = text.slice(at, at + 2);
  if (two === '//') return comment(state, text.indexOf('\n', at));
  if (two === '/*') return comment(state, text.indexOf('*/', at + 2) + 2);
  if (cpp && two === 'R"' && !/\w/.test(text[at - 1] ?? '')) return rawString(state);
  const char = text[at];
  if (char === '"') return quoted(state, '"');
  if (char === "'" && !(cpp && /[0-9A-Fa-f]/.test(text[at - 1] ?? ''))) return quoted(state, "'");
  if (!cpp && char === '`') return template(state, at + 1);
  if (!cpp && char === '/' && startsPattern(state)) return pattern(state);
  const depth = state.templates;
  if (depth.length > 0 && char === '{') depth[depth.length - 1]++;
  if (depth.length > 0 && char === '}' && --depth[depth.length - 1] === 0) {
    depth.pop();
    state.code += '}';
    state.at++;
    return template(state, at + 1);
  }
  state.code += char;
  state.at++;
}

function comment(state, end) {
  const until = end <= 0 || end < state.at ? state.text.length : end;
  const piece = state.text.slice(state.at, until);
  state.comments.push({ at: state.at, text: piece });
  state.code += blank(piece);
  state.at = until;
}

function rawString(state) {
  const open = /^R"([^(\s]*)\(/.exec(state.text.slice(state.at, state.at + 24));
  const close = open === null ? -1 : state.text.indexOf(`)${open[1]}"`, state.at);
  const until = close === -1 ? state.text.length : close + open[1].length + 2;
  const piece = state.text.slice(state.at, until);
  state.literals.push({ at: state.at, text: open === null ? piece : piece.slice(open[0].length, piece.length - open[1].length - 2) });
  state.code += `"${blank(piece.slice(1, -1))}"`;
  state.at = until;
}

// A quote that its line does not close is no string: an apostrophe in the text of a page.
function quoted(state, quote) {
  let end = state.at + 1;
  while (end < state.text.length && state.text[end] !== quote && state.text[end] !== '\n') end += state.text[end] === '\\' ? 2 : 1;
  if (state.text[end] !== quote) {
    state.code += ' ';
    state.at++;
    return;
  }
  const inside = state.text.slice(state.at + 1, end);
  state.literals.push({ at: state.at, text: inside });
  state.code += quote + blank(inside) + quote;
  state.at = end + 1;
}

// The text of a template from `start`, behind its backtick or behind the brace that closed an
// insertion, to the next insertion or the end.
function template(state, start) {
  let end = start;
  while (end < state.text.length && state.text[end] !== '`' && !state.text.startsWith('${', end)) end += state.text[end] === '\\' ? 2 : 1;
  state.literals.push({ at: start, text: state.text.slice(start, end) });
  const opens = state.text.startsWith('${', end);
  state.code += blank(state.text.slice(state.at, end)) + (opens ? ' {' : ' ').slice(0, state.text.length - end);
  if (opens) state.templates.push(1);
  state.at = end + (opens ? 2 : 1);
}

const startsPattern = (state) => /(^|[(,=:[!&|?{};+]|=>|\breturn)\s*$/.test(state.code.slice(-80)) && !/^\/[>\s]/.test(state.text.slice(state.at));

function pattern(state) {
  let end = state.at + 1;
  for (let set = false; end < state.text.length && state.text[end] !== '\n' && (set || state.text[end] !== '/'); end++) {
    if (state.text[end] === '\\') end++;
    else if (state.text[end] === '[') set = true;
    else if (state.text[end] === ']') set = false;
  }
  state.code += blank(state.text.slice(state.at, end + 1));
  state.at = end + 1;
}
