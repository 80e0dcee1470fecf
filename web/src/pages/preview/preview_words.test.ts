// The words of a preview.
import { describe, expect, it } from 'vitest';
import type { PreviewRow } from '../../api/previews';
import { fieldsOf, fieldWords, matchWords, outcomeWords, writeWords } from './preview_words';

const write = (op: string, path: string, from: string, to: string) => ({ op, path, old: from, new: to });

describe('the words of a preview', () => {
  it('says what a write does', () => {
    expect(writeWords(write('set', 'title', '', 'Clerk'))).toBe('set to “Clerk”');
    expect(writeWords(write('set', 'title', 'Clerk', 'Lead'))).toBe('“Clerk” becomes “Lead”');
    expect(writeWords(write('set', 'title', 'Clerk', ''))).toBe('“Clerk” is cleared');
    expect(writeWords(write('add', 'emails/ann@contoso.com', '', ''))).toBe('ann@contoso.com is added');
    expect(writeWords(write('remove', 'phones/+1425', '+1 425', ''))).toBe('+1 425 is taken away');
  });
  it('names fields, also inside lists', () => {
    expect(fieldWords(write('set', 'emails/ann@contoso.com/label', '', 'Work'))).toBe('E-mail');
    expect(fieldWords(write('set', 'other', '', ''))).toBe('other');
  });
  it('names each field of a row once', () => {
    const row = { outcome: 'match', reason: 'alias', confidence: 0.95, writes: [write('set', 'title', '', 'x'), write('add', 'emails/a', '', ''), write('add', 'emails/b', '', '')] } as unknown as PreviewRow;
    expect(fieldsOf(row)).toBe('Title, E-mail');
    expect(matchWords(row)).toBe('by an address, 95 % sure');
  });
  it('does not fall over an outcome it does not know', () => {
    expect(outcomeWords('new-one').word).toBe('new-one');
  });
});
