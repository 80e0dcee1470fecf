// What an undo does or did, in words. Pure, so that tests can read them.
import type { Undo } from '../../api/undo';
import { count } from '../../parts/words';

type Counts = Pick<Undo, 'restored' | 'archived' | 'unarchived' | 'unlinked' | 'linked' | 'relations'>;

// "archives 2 contacts, puts back 14 values" or, once done, "2 contacts archived, 14 values put back".
export function undoLines(counts: Counts, done: boolean): string[] {
  const say = (value: number, one: string, now: string, then: string, many = `${one}s`) =>
    value > 0 ? [done ? `${count(value, one, many)} ${then}` : `${now} ${count(value, one, many)}`] : [];
  return [
    ...say(counts.archived, 'asset it created', 'Archives', 'archived', 'assets it created'),
    ...say(counts.restored, 'value', 'Puts back', 'put back'),
    ...say(counts.unarchived, 'asset', 'Restores', 'restored'),
    ...say(counts.unlinked, 'tie to Microsoft', 'Takes apart', 'taken apart', 'ties to Microsoft'),
    ...say(counts.linked, 'tie to Microsoft', 'Makes again', 'made again', 'ties to Microsoft'),
    ...say(counts.relations, 'relation', 'Takes back', 'taken back'),
  ];
}

export const doesNothing = (counts: Counts) => undoLines(counts, false).length === 0;

export function stayedLine(stayed: number): string {
  return stayed === 1 ? '1 thing stays as it is' : `${count(stayed, 'thing')} stay as they are`;
}
