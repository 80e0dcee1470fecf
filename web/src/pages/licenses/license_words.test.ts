// Words and lines of licenses.
import { describe, expect, test } from 'vitest';
import type { License } from '../../api/licenses';
import { assignedWords, missingFacts, stepPath, trendText, wasteText } from './license_words';

const license = (values: Partial<License>) =>
  ({ tenantId: 1, tenantName: 'Contoso', wasteDisabled: 0, wasteSharedMailbox: 0, wasteInactive: 0, inactiveDays: 90, unknown: [], ...values }) as License;

describe('how somebody holds a license', () => {
  const groups = [{ id: 'g1', name: 'Sales' }, { id: 'g2', name: null }];
  test('names the groups, by id where the name is not known', () => {
    expect(assignedWords({ assigned: 'direct', groups: [] })).toBe('Directly');
    expect(assignedWords({ assigned: 'group', groups })).toBe('By Sales, g2');
    expect(assignedWords({ assigned: 'direct_and_group', groups })).toBe('Directly and by Sales, g2');
  });
});

describe('waste', () => {
  test('names only what there is', () => {
    expect(wasteText(license({}))).toBe('');
    expect(wasteText(license({ wasteDisabled: 2, wasteSharedMailbox: 1, wasteInactive: 3 }))).toBe('2 disabled, 1 shared mailbox, 3 inactive for 90 days');
  });
});

describe('what is not known', () => {
  test('is said once a tenant and fact, with the largest number', () => {
    const fact = (count: number) => ({ fact: 'sign_ins' as const, count, sentence: 'No plan.', remedy: null });
    const all = missingFacts([license({ unknown: [fact(2)] }), license({ unknown: [fact(7)] }), license({ tenantId: 2, tenantName: 'Fabrikam', unknown: [fact(1)] })]);
    expect(all.map((one) => [one.tenantName, one.count])).toEqual([['Contoso', 7], ['Fabrikam', 1]]);
  });
});

describe('a trend', () => {
  const day = (name: string, active: number | null, consumed: number | null) => ({ day: name, licenseId: 1, active, consumed, unused: null });
  test('is told in a sentence', () => {
    expect(trendText([])).toBe('No day is recorded yet.');
    expect(trendText([day('2026-11-23', 25, 20)])).toBe('20 of 25 used on 2026-11-23. Each day adds a point.');
    expect(trendText([day('2026-11-22', 25, null), day('2026-11-23', 30, 21)])).toBe('? of 25 used on 2026-11-22, 21 of 30 on 2026-11-23.');
  });
  test('is a stepped line', () => {
    expect(stepPath([0, 10], 10, 100, 50)).toBe('M0 50L100 50L100 0L100 0');
    expect(stepPath([5], 10, 100, 50)).toBe('M0 25L100 25');
    expect(stepPath([null, null], 10, 100, 50)).toBe('');
  });
});
