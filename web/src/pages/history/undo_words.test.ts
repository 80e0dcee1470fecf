// The words for what an undo does and did.
import { describe, expect, test } from 'vitest';
import { doesNothing, stayedLine, undoLines } from './undo_words';

const nothing = { restored: 0, archived: 0, unarchived: 0, unlinked: 0, linked: 0, relations: 0 };

describe('undo', () => {
  test('before and after', () => {
    const counts = { ...nothing, archived: 1200, restored: 1, unlinked: 2 };
    expect(undoLines(counts, false)).toEqual(['Archives 1,200 assets it created', 'Puts back 1 value', 'Takes apart 2 ties to Microsoft']);
    expect(undoLines(counts, true)).toEqual(['1,200 assets it created archived', '1 value put back', '2 ties to Microsoft taken apart']);
  });
  test('nothing to do', () => {
    expect(doesNothing(nothing)).toBe(true);
    expect(doesNothing({ ...nothing, linked: 1 })).toBe(false);
    expect(doesNothing({ ...nothing, relations: 1 })).toBe(false);
    expect(undoLines({ ...nothing, relations: 2 }, true)).toEqual(['2 relations taken back']);
  });
  test('what stays', () => {
    expect(stayedLine(1)).toBe('1 thing stays as it is');
    expect(stayedLine(3)).toBe('3 things stay as they are');
  });
});
