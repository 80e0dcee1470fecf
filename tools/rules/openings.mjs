// Each file opens with a sentence that says what it is; a header guards itself.
import { isCpp, isScript } from './source.mjs';

export function* checkOpenings(tree) {
  for (const file of tree.files) {
    const mark = commentMark(file);
    if (mark !== null && file.text.trim() !== '' && !opensWithSentence(file, mark)) {
      yield { path: file.path, line: 1, sentence: `open the file with a comment (${mark}) that says in one sentence what it is.` };
    }
    if (file.extension === '.h' && !/^#pragma once$/m.test(file.text)) {
      yield { path: file.path, line: 1, sentence: 'the header lacks #pragma once.' };
    }
  }
}

function commentMark(file) {
  if (isCpp(file)) return '//';
  if (isScript(file)) return '//';
  if (file.extension === '.sql') return '--';
  if (file.extension === '.cmake' || file.name === 'CMakeLists.txt' || file.extension === '.sh') return '#';
  if (file.extension === '' && file.text.startsWith('#!')) return '#';
  return null;
}

function opensWithSentence(file, mark) {
  const lines = file.lines.filter((line, index) => !(index === 0 && line.startsWith('#!')) && !/^\/\/\/ <reference|^# shellcheck/.test(line));
  const first = (lines[0] ?? '').trim();
  const words = first.startsWith(mark) ? first.slice(mark.length)
    : isScript(file) && first.startsWith('/*') ? lines.slice(0, 3).join(' ').replace(/[/*]/g, ' ') : '';
  return words.trim().split(/\s+/).length >= 3;
}
