// Asks clang-format 14 (Debian 12's) about every C++ file, where it is installed; other versions lay out code differently.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { isCpp } from './source.mjs';

export function* checkFormat(tree) {
  const tool = ['clang-format-14', 'clang-format'].find((name) => {
    const answer = spawnSync(name, ['--version'], { encoding: 'utf8' });
    return answer.status === 0 && / version 14\./.test(answer.stdout);
  });
  if (tool === undefined) return;
  const files = tree.files.filter(isCpp).map((file) => join(tree.root, file.path));
  for (let at = 0; at < files.length; at += 50) {
    const answer = spawnSync(tool, ['--dry-run', ...files.slice(at, at + 50)], { encoding: 'utf8' });
    const seen = new Set();
    for (const [, path, line] of answer.stderr.matchAll(/^(.*?):(\d+):\d+: warning:/gm)) {
      if (seen.has(path)) continue;
      seen.add(path);
      yield { path: path.slice(tree.root.length + 1), line: Number(line), sentence: 'clang-format would write this otherwise: run clang-format -i.' };
    }
  }
}
