// The page's words: states, ages, counts, and what is read out of the server's details.
import { describe, expect, test } from 'vitest';
import {
  ageText,
  changedLines,
  changedOnly,
  changeWords,
  count,
  detailLines,
  durationText,
  errorTitle,
  looksLikeSecretId,
  passwordProblem,
  percent,
  plain,
  primaryOf,
  progressText,
  safeNext,
  shown,
  stateLook,
  sumOfPreviews,
  tenantLook,
} from './words';

const now = new Date('2026-03-01T12:00:00Z');

describe('state words', () => {
  test.each([
    ['ok', 'OK', 'green'],
    ['syncing', 'Syncing…', 'blue'],
    ['queued', 'Queued', 'gray'],
    ['gaps', 'OK with gaps', 'yellow'],
    ['partial', 'OK with gaps', 'yellow'],
    ['held', 'Held', 'orange'],
    ['failed', 'Failed', 'red'],
    ['canceled', 'Paused', 'gray'],
    [null, 'Unknown', 'violet'],
    ['something new', 'Unknown', 'violet'],
  ])('%s reads %s', (state, word, color) => {
    expect(stateLook(state)).toMatchObject({ word, color });
  });

  test('the words of the server come back to themselves', () => {
    for (const word of ['OK', 'Syncing…', 'Queued', 'OK with gaps', 'Held', 'Failed', 'Paused']) expect(stateLook(word).word).toBe(word);
  });

  const tenant = { state: 'active', matched: true, own: false, lastRun: null, reason: null };
  test('a tenant without a run is unknown and says why', () => {
    expect(tenantLook(tenant)).toMatchObject({ look: { word: 'Unknown' }, why: 'Not synced yet.' });
    expect(tenantLook({ ...tenant, matched: false }).why).toContain('match it to an organization first');
    expect(tenantLook({ ...tenant, reason: 'The GDAP relationship ended.' }).why).toBe('The GDAP relationship ended.');
  });
  test('an ignored tenant is paused whatever its last run was', () => {
    expect(tenantLook({ ...tenant, state: 'ignored', lastRun: { state: 'failed', sentence: null } }).look.word).toBe('Paused');
  });
  test('the word of the server goes before the last run', () => {
    const paused = { ...tenant, status: 'Paused', statusSentence: 'Paused by Ada.', lastRun: { state: 'ok', sentence: null } };
    expect(tenantLook(paused)).toMatchObject({ look: { word: 'Paused' }, why: 'Paused by Ada.' });
  });
  test('the own tenant is off until somebody turns it on', () => {
    expect(tenantLook({ ...tenant, state: 'new', own: true, matched: false }).look.word).toBe('Paused');
  });
});

describe('ages', () => {
  test.each([
    [null, 'never'],
    ['not a time', 'unknown'],
    ['2026-03-01T11:59:40Z', 'just now'],
    ['2026-03-01T11:48:00Z', '12 min ago'],
    ['2026-03-01T09:30:00Z', '2 h ago'],
    ['2026-02-28T11:00:00Z', '1 day ago'],
    ['2026-02-20T11:00:00Z', '9 days ago'],
    ['2026-03-01T12:05:00Z', 'in 5 min'],
  ])('%s is %s', (at, words) => {
    expect(ageText(at, now)).toBe(words);
  });
  test('what is long past is a date', () => {
    expect(ageText('2025-07-04T12:00:00Z', now)).toBe('Jul 4, 2025');
  });
  test('durations', () => {
    expect(durationText('2026-03-01T12:00:00Z', '2026-03-01T12:00:02.5Z')).toBe('2.5 s');
    expect(durationText('2026-03-01T12:00:00Z', '2026-03-01T12:00:45Z')).toBe('45 s');
    expect(durationText('2026-03-01T12:00:00Z', '2026-03-01T12:10:00Z')).toBe('10 min');
    expect(durationText('2026-03-01T12:00:00Z', null)).toBe('');
  });
});

describe('counts and values', () => {
  test('one and many', () => {
    expect([count(1, 'tenant'), count(1200, 'tenant'), count(2, 'first sync', 'first syncs')]).toEqual(['1 tenant', '1,200 tenants', '2 first syncs']);
    expect(percent(0.934)).toBe('93 %');
  });
  test('progress', () => {
    expect(progressText('users', 640, 1200)).toBe('users 640 of ~1,200');
    expect(progressText('managed_devices', 3, undefined)).toBe('intune devices 3');
  });
  test('previews add up', () => {
    const one = { match: 1, create: 2, unclear: 3, join: 4, skip: 5 };
    expect(sumOfPreviews([one, one])).toEqual({ match: 2, create: 4, unclear: 6, join: 8, skip: 10 });
  });
  test('values as a person reads them', () => {
    expect([shown(true), shown(null), shown(['a', 'b']), shown({ value: 'x' }), plain('new_contact'), plain('notChosen')]).toEqual(['Yes', '', 'a, b', 'x', 'New contact', 'Not chosen']);
    expect(primaryOf([{ value: 'a', primary: false }, { value: 'b', primary: true }])).toBe('b');
    expect(primaryOf([])).toBe('');
  });
  test('a review\'s detail becomes lines', () => {
    expect(detailLines({ user: { name: 'Ann', mail: null }, contacts: [{ id: 1 }, { id: 2 }], evidence: ['alias', 'name'] })).toEqual([
      ['User · Name', 'Ann'],
      ['Contacts 1 · Id', '1'],
      ['Contacts 2 · Id', '2'],
      ['Evidence', 'alias, name'],
    ]);
    expect(detailLines(null)).toEqual([]);
  });
  test('changes', () => {
    expect(changeWords({ op: 'set', path: 'title', old: null, new: 'Clerk' })).toBe('Title: nothing → “Clerk”');
    expect(changeWords({ op: 'add', path: 'emails', old: null, new: 'a@b.c' })).toBe('E-mail addresses: added “a@b.c”');
  });
});

test('errors have titles in words, never codes', () => {
  for (const status of [0, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503]) expect(errorTitle(status)).toMatch(/^[A-Z][a-z ]+$/);
  expect(errorTitle(422)).toBe('That was not accepted');
});

describe('forms', () => {
  test('only what changed is sent, emptied text as null', () => {
    expect(changedOnly({ a: 'x', b: 'y', c: [1] }, { a: 'x', b: '', c: [2] })).toEqual({ b: null, c: [2] });
  });
  test('the ID of a secret is not its value', () => {
    expect(looksLikeSecretId(' 6F1B2A52-1c1d-4a61-9b7e-3f1a2b3c4d5e ')).toBe(true);
    expect(looksLikeSecretId('aBc8Q~1c1d4a619b7e3f1a2b3c4d5e')).toBe(false);
  });
  test('a password has twelve characters, however many bytes', () => {
    expect(passwordProblem('elevenchars')).toContain('12');
    expect(passwordProblem('четыре слова')).toBeNull();
  });
  test('what an audit row changed reads line by line, inside of objects too', () => {
    expect(changedLines({ title: null, guard: { create: { share: 25 } } }, { title: 'Clerk', guard: { create: { share: 31 } } })).toEqual([
      'Guard · Create · Share: “25” → “31”',
      'Title: nothing → “Clerk”',
    ]);
    expect(changedLines(null, { name: 'New' })).toEqual(['Name: nothing → “New”']);
    expect(changedLines({ paused: false }, { paused: true })).toEqual(['Paused: “No” → “Yes”']);
    expect(changedLines(null, null)).toEqual([]);
  });
  test('after signing in one stays on this site', () => {
    expect(safeNext('/runs/5?kind=failure')).toBe('/runs/5?kind=failure');
    for (const bad of [undefined, 'https://evil.example', '//evil.example', '/\\evil.example', '/login?next=/']) expect(safeNext(bad)).toBe('/');
  });
});
