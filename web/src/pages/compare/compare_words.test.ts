// What answers to differences are called.
import { describe, expect, it } from 'vitest';
import { answerWords, leftWords } from './compare_words';

describe('answers in words', () => {
  it('counts what was done', () => {
    expect(answerWords('take', 1)).toBe("1 field taken from Microsoft. Each contact's history has what stood there before.");
    expect(answerWords('keep', 2)).toContain('2 fields');
    expect(answerWords('release', 2)).toContain('unlocked');
  });
  it('says each reason once', () => {
    const one = { assetKind: 'contact', assetId: 1, field: 'title', sentence: 'Same.' };
    expect(leftWords({ done: 0, left: 0, notDone: [one, one, { ...one, sentence: 'Blank.' }] })).toBe('Same. Blank.');
  });
});
