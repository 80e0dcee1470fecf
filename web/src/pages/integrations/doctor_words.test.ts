// What the doctor's panel says, and in which order.
import { describe, expect, it } from 'vitest';
import type { DoctorFinding, DoctorState, DoctorTrace } from '../../api/resources';
import { doctorLooks, fineText, linkText, summary, traceText, troubles, worstFirst } from './doctor_words';

const finding = (check: string, state: DoctorState): DoctorFinding => ({ check, title: check, state, sentence: 's', remedy: 'r', waitsFor: '', features: [] });

describe('the doctor', () => {
  it('puts the worst first and keeps the order otherwise', () => {
    const rows = [finding('a', 'ok'), finding('b', 'unknown'), finding('c', 'broken'), finding('d', 'attention'), finding('e', 'broken')];
    expect(worstFirst(rows).map((one) => one.check)).toEqual(['c', 'e', 'd', 'b', 'a']);
    expect(troubles(rows).map((one) => one.check)).toEqual(['c', 'e', 'd', 'b']);
  });

  it('gives unknown a word and a color of its own', () => {
    const looks = Object.values(doctorLooks);
    expect(new Set(looks.map((one) => one.color)).size).toBe(4);
    expect(new Set(looks.map((one) => one.word)).size).toBe(4);
    expect(doctorLooks.unknown.word).toBe('Unknown');
  });

  it('counts in words', () => {
    expect(summary({ broken: 2, attention: 1, unknown: 0 })).toBe('2 broken, 1 to look at');
    expect(summary({ broken: 0, attention: 0, unknown: 0 })).toBe('Nothing is amiss');
    expect(fineText(1)).toBe('1 line is fine');
    expect(fineText(12)).toBe('12 lines are fine');
  });

  it('reads the chain aloud, with its broken link', () => {
    const trace: DoctorTrace = {
      connectionId: 1,
      tenantId: 2,
      name: 'Contoso',
      checkedAt: null,
      parts: [
        { kind: 'group', label: 'Customer administration' },
        { kind: 'account', label: 'sync@msp.example' },
        { kind: 'application', label: '' },
      ],
      links: [
        { from: 'group', to: 'account', state: 'broken', check: 'group-membership', sentence: 'It is not in the group.', remedy: 'Add it.' },
        { from: 'account', to: 'application', state: 'ok', check: '', sentence: '', remedy: '' },
      ],
    };
    expect(traceText(trace)).toBe(
      'Group: Customer administration, then Account: sync@msp.example, then App: not known. From Group to Account: broken. It is not in the group.',
    );
    expect(linkText(trace.links[1]!)).toBe('From Account to App: holds.');
  });
});
