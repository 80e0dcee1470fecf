// The rules of the connect wizard.
import { describe, expect, test } from 'vitest';
import type { ConnectionTier } from '../../api/resources';
import { addedNames, choosable, copyLines, grantRows, kindOf, kindWords, monthsLater, placeWord, stepAfter, stepBefore, stepOf } from './connection_tiers';

const permission = (name: string, over = {}) => ({
  name, api: 'graph', apiName: 'Microsoft Graph', applicationId: `app-${name}`, delegatedId: `del-${name}`,
  place: 'every_tenant' as const, why: 'Reads.', act: null, ...over,
});
const tier = (name: string, over = {}): ConnectionTier & { id: string } => ({
  id: name, kind: 'partner', name, title: name, summary: '', choosable: true, moreThanNeeded: false, permissions: [], gdapRoles: [],
  principalRoles: [], notes: [], lacks: [], audience: '', redirectUri: '', steps: [], powershell: '', azCli: '', ...over,
});

describe('steps', () => {
  test('wait for the answers before them', () => {
    expect(stepOf('credentials', {})).toBe('kind');
    expect(stepOf('credentials', { kind: 'direct' })).toBe('tier');
    expect(stepOf('tier', { kind: 'direct' })).toBe('tier');
    expect(stepOf('credentials', { kind: 'partner', tier: 'intune' })).toBe('credentials');
    expect(stepOf('nonsense', { kind: 'partner', tier: 'intune' })).toBe('kind');
  });
  test('go forth and back and stop at the ends', () => {
    expect([stepAfter('kind'), stepAfter('credentials'), stepBefore('kind'), stepBefore('credentials')]).toEqual([
      'tier', 'credentials', 'kind', 'registration',
    ]);
  });
  test('an address cannot name another kind', () => {
    expect([kindOf('partner'), kindOf('direct'), kindOf('x'), kindOf(undefined)]).toEqual(['partner', 'direct', undefined, undefined]);
  });
});

describe('a tier', () => {
  const rows = tier('two', {
    permissions: [permission('A'), permission('B', { applicationId: null })],
    gdapRoles: [{ name: 'Reports Reader', id: 'r1', why: '' }],
    principalRoles: [{ name: 'User Administrator', id: 'r2', why: '' }],
  });
  test('is copied with one id a line', () => {
    expect(copyLines(rows).split('\n')).toEqual([
      'A\tapplication\tapp-A', 'A\tdelegated\tdel-A', 'B\tdelegated\tdel-B', 'Reports Reader\tGDAP role\tr1',
      'User Administrator\tdirectory role of the application\tr2',
    ]);
  });
  test('says what it adds to the one below', () => {
    const one = tier('one', { permissions: [permission('openid', { place: 'own_tenant' }), permission('A')] });
    const tiers = [one, rows, tier('all', { moreThanNeeded: true, permissions: [permission('A')] })];
    expect(addedNames(tiers, 'one')).toEqual(['A']);
    expect(addedNames(tiers, 'two')).toEqual(['B']);
    expect(addedNames(tiers, 'all')).toEqual(['A']);
    expect(addedNames(tiers, 'none')).toEqual([]);
  });
  test('that is not for choosing is left out', () => {
    expect(choosable([rows, tier('onboarding', { choosable: false })])).toEqual([rows]);
  });
  test('names kinds and places', () => {
    expect(kindWords(permission('A'))).toBe('Application and Delegated');
    expect(kindWords(permission('A', { applicationId: null }))).toBe('Delegated');
    expect(placeWord(permission('A'), 'direct')).toBe('The tenant');
    expect(placeWord(permission('A'), 'partner')).toBe('Every tenant');
    expect(placeWord(permission('A', { place: 'partner_tenant' }), 'partner')).toBe('Your tenant only');
  });
});

test('a secret lasts 24 months if nobody says otherwise', () => {
  expect(monthsLater(new Date(2026, 10, 23), 24)).toBe('2028-11-23');
  expect(monthsLater(new Date(2026, 7, 31), 6)).toBe('2027-02-28');
});

test('what is missing stands first', () => {
  expect(grantRows({ known: true, sentence: null, granted: ['B'], missing: ['A'], extra: ['C', 'D'] }).map((row) => `${row.mark} ${row.name}`)).toEqual([
    'missing A', 'granted B', 'extra C, D',
  ]);
});
