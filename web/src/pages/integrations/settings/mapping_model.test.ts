// The mapping as the page holds it: a change of one field, the default, and the words of the preview.
import { describe, expect, it } from 'vitest';
import { exampleWords, isDefault, keyOf, mappingOf, type MappingTarget, previewField, previewWords, withField, wrongIn } from './mapping_model';

const whole = { contacts: {}, configurations: {}, contactLocation: 'people_win' as const };
const target: MappingTarget = {
  name: 'primary-email',
  assets: 'contacts' as const,
  label: 'Primary e-mail',
  properties: [{ name: 'mail', label: 'Primary e-mail' }],
  byDefault: ['mail', 'userPrincipalName'],
  takesAll: false,
  mayBeNone: false,
  rule: 'people_win',
};

describe('mapping', () => {
  it('has the default where nothing stands', () => {
    expect(keyOf('primary-email')).toBe('primaryEmail');
    expect(mappingOf(whole, target)).toEqual({ from: ['mail', 'userPrincipalName'], rule: 'people_win' });
    expect(isDefault(mappingOf(whole, target), target)).toBe(true);
  });
  it('changes one field and leaves the others', () => {
    const before = { ...whole, contacts: { title: { from: ['jobTitle'], rule: 'leave_alone' as const } } };
    const after = withField(before, target, { from: ['userPrincipalName'] });
    expect(after.contacts.primaryEmail).toEqual({ from: ['userPrincipalName'], rule: 'people_win' });
    expect(after.contacts.title).toEqual(before.contacts.title);
    expect(isDefault(mappingOf(after, target), target)).toBe(false);
  });
  it('says what is missing', () => {
    expect(wrongIn(withField(whole, target, { from: [] }), [target])).toContain('Primary e-mail');
    expect(wrongIn(withField(whole, target, { from: [] }), [{ ...target, mayBeNone: true }])).toBeNull();
    expect(wrongIn(whole, [target])).toBeNull();
  });
});

describe('preview', () => {
  const preview = { linked: 12, looked: 12, changed: 0, fields: [] };
  it('counts in a sentence', () => {
    expect(previewWords({ ...preview, linked: 0, looked: 0 })).toContain('No contact');
    expect(previewWords(preview)).toBe('None of 12 linked contacts would change.');
    expect(previewWords({ ...preview, changed: 3 })).toBe('3 of 12 linked contacts would change with the next sync.');
    expect(previewWords({ ...preview, linked: 90_000, looked: 50_000, changed: 3 })).toContain('first 50,000 of 90,000');
  });
  it('words its examples', () => {
    const one = { contactId: 1, name: 'Ann', op: 'set', old: '', new: 'CEO' };
    expect(exampleWords(one)).toBe('“nothing” becomes “CEO”');
    expect(exampleWords({ ...one, op: 'remove', old: 'a@x' })).toBe('removes “a@x”');
    expect(exampleWords({ ...one, op: 'add' })).toBe('adds “CEO”');
    expect(previewField({ name: 'primary_email', contacts: 1, examples: [] })).toContain('1 contact');
  });
});
