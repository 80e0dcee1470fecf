// Values of Microsoft's as a table shows them.
import { describe, expect, it } from 'vitest';
import { fieldText } from './record_text';

const text = (name: string, value: unknown) => fieldText({ name }, value);

describe('a value in a table', () => {
  it('reads as people write it', () => {
    expect(text('x', null)).toBe('');
    expect(text('x', undefined)).toBe('');
    expect(text('x', true)).toBe('Yes');
    expect(text('x', false)).toBe('No');
    expect(text('accountEnabled', true)).toBe('Enabled');
    expect(text('accountEnabled', false)).toBe('Disabled');
    expect(text('x', 0)).toBe('0');
    expect(text('x', ['a', 'b'])).toBe('a, b');
    expect(text('x', [])).toBe('');
  });

  it('names objects by what people know them by', () => {
    expect(text('principal', { '@odata.type': '#microsoft.graph.group', displayName: 'Admins', id: '1' })).toBe('Admins');
    expect(text('verifiedDomains', [{ name: 'a.example' }, { name: 'b.example' }])).toBe('a.example, b.example');
    expect(text('assignedLicenses', [{ skuId: 's', disabledPlans: [] }])).toBe('1');
  });

  it('prefers a successful sign-in to an attempt', () => {
    const attempt = { lastSignInDateTime: '2026-11-20T00:00:00Z' };
    expect(text('signInActivity', attempt)).toBe('2026-11-20T00:00:00Z');
    expect(text('signInActivity', { ...attempt, lastSuccessfulSignInDateTime: '2026-11-19T00:00:00Z' })).toBe('2026-11-19T00:00:00Z');
    expect(text('signInActivity', {})).toBe('');
  });
});
