// Who may include whom: the layer() lines of src/CMakeLists.txt, and what only one place may use.
import { isCpp } from './source.mjs';

// What stands for a thing that one layer alone may do, as an include or a call.
const KEPT = [
  { what: /<(sqlite3|libpq-fe)\.h>/, where: /^src\/db\//, why: 'only db/ speaks to a database.' },
  { what: /<curl\/[a-z]+\.h>/, where: /^src\/http\//, why: 'only http/ speaks to the network as a client.' },
  { what: /\bcrypto_aead_\w+_decrypt\b/, where: /^src\/vault\//, why: 'only vault/ opens a secret.' },
  { what: /\bco_(await|return|yield)\b/, where: /^src\/api\/http_server\.cpp$/, why: 'coroutines live in api/http_server.cpp alone.' },
];
const NO_IO = /<(fstream|iostream|filesystem|thread|cstdio|unistd\.h|sys\/\w+\.h|netinet\/\w+\.h)>/;
const PURE_LAYERS = ['domain', 'types', 'match'];

// "layer(store base domain)" becomes store -> {base, domain}.
export function readLayers(tree) {
  const layers = new Map();
  const lines = tree.get('src/CMakeLists.txt')?.lines ?? [];
  for (const line of lines) {
    const words = /^layer\(([^)]*)\)/.exec(line)?.[1].trim().split(/\s+/);
    if (words !== undefined) layers.set(words[0], new Set(words.slice(1)));
  }
  return layers;
}

export function* checkLayers(tree) {
  const layers = readLayers(tree);
  const beast = new Map();
  for (const file of tree.files.filter(isCpp)) {
    const [program, layer] = file.path.split('/');
    if (program === 'src') yield* checkIncludes(file, layer, layers);
    if (program === 'cloud') yield* checkCloud(file);
    if (program === 'src') yield* checkKept(file, layer);
    const at = file.lines.findIndex((line) => /^\s*#\s*include\s*<boost\/beast/.test(line));
    if (at !== -1) beast.set(program, [...(beast.get(program) ?? []), { path: file.path, line: at + 1 }]);
  }
  for (const [program, places] of beast) {
    for (const place of places.slice(1)) {
      yield { ...place, sentence: `Beast is costly to compile: ${places[0].path} includes it already, and one file of ${program}/ is enough.` };
    }
  }
}

function* includes(file) {
  for (const [index, line] of file.lines.entries()) {
    const quoted = /^\s*#\s*include\s*"([^"]+)"/.exec(line);
    if (quoted !== null) yield { line: index + 1, target: quoted[1] };
  }
}

function* checkIncludes(file, layer, layers) {
  for (const { line, target } of includes(file)) {
    const below = target.split('/')[0];
    const path = file.path;
    if (target.startsWith('.') || !target.includes('/')) {
      yield { path, line, sentence: `write the include from src/, as "${layer}/${target.replace(/^[./]+/, '')}".` };
    } else if (below !== layer && !layers.has(below)) {
      yield { path, line, sentence: `"${below}" is no layer of src/CMakeLists.txt; app/ and cloud/ are included by nobody.` };
    } else if (layer !== 'app' && below !== layer && !layers.get(layer)?.has(below)) {
      yield { path, line, sentence: `${layer}/ may not include ${below}/: see layer(${layer} …) in src/CMakeLists.txt.` };
    }
  }
}

function* checkCloud(file) {
  for (const { line, target } of includes(file)) {
    if (target.includes('..') || target.includes('/')) {
      yield { path: file.path, line, sentence: 'cloud/ shares no code with src/: include only its own headers, by name.' };
    }
  }
}

function* checkKept(file, layer) {
  for (const [index, line] of file.parts.code.split('\n').entries()) {
    const sentence = KEPT.find((rule) => rule.what.test(line) && !rule.where.test(file.path))?.why
      ?? (PURE_LAYERS.includes(layer) && !file.test && NO_IO.test(line) ? `${layer}/ does no input or output.` : undefined);
    if (sentence !== undefined) yield { path: file.path, line: index + 1, sentence };
  }
}
