// What changing a match does, in words.
import { describe, expect, it } from 'vitest';
import { effectLines } from './match_question';

describe('the effect of another organization', () => {
  it('says what moves, stays and asks, and leaves out what does not happen', () => {
    const effect = { moves: 2, unlinks: 1, asks: 0, assets: [], nearest: [] };
    expect(effectLines(effect)).toEqual(['2 assets that the sync made and nobody edited move along.', '1 asset that was there before is unlinked and stays.']);
    expect(effectLines({ ...effect, moves: 0, unlinks: 0, asks: 3 })).toEqual(['3 assets that people edited become reviews.']);
  });
});
