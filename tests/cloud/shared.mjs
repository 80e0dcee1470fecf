// Microsoft's published material beside the checkout: null where it is not there.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.REEVE_SHARED_DIR ?? resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared');

export function sharedFile(name) {
  const path = join(folder, 'microsoft', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
