// Groups, outcomes and answers of reviews in words.
import { describe, expect, it } from 'vitest';
import { commonAnswers, countOf, outcomeOf, reviewGroups, reviewKind } from './review_words';

describe('the words of reviews', () => {
  it('count each group by its kinds', () => {
    const conflicts = reviewGroups.find((one) => one.value === 'conflicts');
    expect(conflicts && countOf(conflicts, { asset_claimed: 2, configuration_claimed: 3, unclear_match: 9 })).toBe(5);
    expect(conflicts && countOf(conflicts, undefined)).toBe(0);
  });
  it('say what became of it', () => {
    expect(outcomeOf({ state: 'open', answer: null, verdict: null })).toBe('Waits');
    expect(outcomeOf({ state: 'decided', answer: 'keep', verdict: null })).toBe('Kept');
    expect(outcomeOf({ state: 'decided', answer: null, verdict: 'accepted' })).toBe('Accepted');
    expect(outcomeOf({ state: 'obsolete', answer: null, verdict: null })).toBe('Not needed any more');
    expect(reviewKind('something_else')).toBe('Something else');
  });
  it('offer to many only what each of them takes', () => {
    const left = { answers: ['archive' as const, 'keep' as const], state: 'open' };
    const unclear = { answers: ['link' as const, 'create' as const, 'ignore' as const], state: 'open' };
    expect(commonAnswers([left, left])).toEqual(['keep', 'archive']);
    expect(commonAnswers([unclear])).toEqual(['create', 'ignore']);
    expect(commonAnswers([left, unclear])).toEqual([]);
    expect(commonAnswers([])).toEqual([]);
  });
});
