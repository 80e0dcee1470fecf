// No file over 500 lines, no function over 70, in C++ and in TypeScript alike.
import { isCpp, isScript, lineAt } from './source.mjs';

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 70;
const COUNTED = new Set(['.cpp', '.h', '.ts', '.tsx', '.mjs', '.js', '.css', '.sql', '.cmake', '.sh']);

export function* checkLengths(tree) {
  for (const file of tree.files) {
    const script = file.extension === '' && file.text.startsWith('#!');
    if (!COUNTED.has(file.extension) && !script) continue;
    const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0);
    if (lines > MAX_FILE_LINES) {
      yield { path: file.path, line: MAX_FILE_LINES + 1, sentence: `the file has ${lines} lines; ${MAX_FILE_LINES} are the most.` };
    }
    if (!isCpp(file) && !isScript(file)) continue;
    for (const { start, end } of functionsOf(file)) {
      const long = end - start + 1;
      if (long > MAX_FUNCTION_LINES) {
        yield { path: file.path, line: start, sentence: `the function has ${long} lines; ${MAX_FUNCTION_LINES} are the most.` };
      }
    }
  }
}

// Every function with a body in braces (or, in TypeScript, an arrow's in parentheses), by first and last line.
export function functionsOf(file) {
  const code = file.parts.code.replace(/^[ \t]*#.*(\\\n.*)*$/gm, (line) => line.replace(/[^\n]/g, ' '));
  const opens = isCpp(file) ? cppOpens : scriptOpens;
  const found = [];
  const stack = [];
  let boundary = 0;  // where the declaration before the next brace may begin
  let parens = 0;
  for (let at = 0; at < code.length; at++) {
    const char = code[at];
    if (char === '{' || char === '(') {
      const chunk = code.slice(boundary, at);
      const kind = opens(chunk, char);
      stack.push({ char, kind, from: kind ? lineAt(code, boundary + firstOf(chunk)) : 0, parens, boundary });
      if (char === '{') [boundary, parens] = [at + 1, 0];
      else parens++;
    } else if (char === '}' || char === ')') {
      const top = stack.pop();
      if (top === undefined) continue;
      if (top.kind) found.push({ start: top.from, end: lineAt(code, at) });
      parens = top.parens;
      // After a block a new declaration begins, unless the braces stood within parentheses.
      boundary = char === '}' && (top.parens === 0 || top.char !== '{') ? at + 1 : top.char === '{' ? top.boundary : boundary;
    } else if (char === ';' && parens === 0) {
      boundary = at + 1;
    }
  }
  return found;
}

const firstOf = (chunk) => chunk.length - chunk.trimStart().length;
const CONTROL = /^(else\b\s*)?(if|for|while|switch|catch|do|else|try|return|co_return|throw)\b/;

function cppOpens(chunk, char) {
  if (char !== '{') return false;
  const text = chunk.trim().replace(/^(public|private|protected):\s*/, '').replace(/^(case\b[^:]*|default)\s*:\s*/, '');
  if (CONTROL.test(text) && !/\]\s*(\([^)]*\))?[^()]*$/.test(text)) return false;
  if (/^(template\s*<[^{]*>\s*)?(namespace|class|struct|union|enum|extern\s*"[^"]*")\b/.test(text) && !/\)[^)]*$/.test(text)) return false;
  if (/=\s*$/.test(text)) return false;
  return /\)\s*(const|noexcept(\([^)]*\))?|override|final|mutable|&{1,2}|\s|->\s*[\w:<>,*&\s]+)*$/.test(text)
    || /\)\s*:\s*[\s\S]*[)}]\s*$/.test(text) || /\)\s*(requires\b[\s\S]*)$/.test(text) || /\[[^\]]*\]\s*(mutable\s*)?$/.test(text);
}

function scriptOpens(chunk, char) {
  const text = chunk.trim();
  if (/=>\s*$/.test(text)) return true;
  if (char !== '{' || CONTROL.test(text)) return false;
  return /\)\s*(:\s*[\w.<>[\]|&,'"\s]+)?$/.test(text) && !/^(class|interface|type|enum|import|export\s+(class|interface|type))\b/.test(text);
}
