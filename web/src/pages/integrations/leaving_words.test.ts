// The disconnect page's words: progress, what a removal does, and what stands in the way.
import { describe, expect, it } from 'vitest';
import { notYet, progressOf, removalLine } from './leaving_words';

const counts = {
  tenants: 4, tenantsWaiting: 1, tenantsUnknown: 0, tenantsAbsent: 0, items: 10, byReeve: 2, selected: 4, waiting: 1, done: 2, failed: 1, left: 0,
};

describe('progress', () => {
  it('counts tenants while listing and items while revoking', () => {
    expect(progressOf('listing', counts)).toBe(75);
    expect(progressOf('revoking', counts)).toBe(75);
    expect(progressOf('revoking', { ...counts, waiting: 0, done: 0, failed: 0 })).toBe(100);
    expect(progressOf('listing', { ...counts, tenants: 0, tenantsWaiting: 0 })).toBe(0);
  });
});

describe('what a removal does', () => {
  it('names what goes, what is archived and what stays', () => {
    expect(removalLine({ tenants: 2, records: 30, madeBySync: 12, edited: 3 })).toBe(
      '30 records of 2 tenants go. 12 entries that only the sync wrote are archived; 3 that people wrote or changed stay.',
    );
    expect(removalLine({ tenants: 1, records: 1, madeBySync: 0, edited: 0 })).toBe('1 record of 1 tenant goes. Nothing documented is archived.');
    expect(removalLine(null)).toBe('');
  });
});

describe('credentials go last', () => {
  it('says what stands in the way', () => {
    expect(notYet(undefined)).toBeNull();
    expect(notYet({ state: 'revoking', counts })).toMatch(/has not ended/);
    expect(notYet({ state: 'revoked', counts })).toMatch(/^2 of what is ticked are not revoked/);
    expect(notYet({ state: 'revoked', counts: { ...counts, selected: 2 } })).toBeNull();
  });
});
