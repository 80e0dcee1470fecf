// The choice as the page holds it: ticking, counting, and the words for it.
import { describe, expect, it } from 'vitest';
import { chooseSome, isNarrowed, isTicked, kindOnServer, peopleOf, sentenceOf, tick, withMissing, type Choosing, type Counts, type Option } from './choice_model';

const none = { include: [], exclude: [] };
const all: Choosing = {
  allSubscriptions: true,
  subscriptions: [],
  members: true,
  guests: true,
  groups: none,
  departments: none,
  domains: none,
  licenses: none,
  rules: { licensed: 'create', unlicensed: 'link', disabled: 'link', sharedMailbox: 'link', guest: 'skip', room: 'skip', equipment: 'skip', service: 'skip' },
  syncLicenses: true,
  enhanceContacts: true,
  recentLogonOnly: false,
};
const option = (value: string, recommended = false): Option => ({ value, title: value, people: 1, recommended });
const counts: Counts = { match: 0, create: 0, unclear: 0, join: 0, skip: 0, notChosen: 0, linked: 0, stops: 0, unknown: 0 };

describe('the choice', () => {
  it('begins with the recommended subscriptions, or with all where none is', () => {
    expect(chooseSome(all, [option('SPB', true), option('FLOW_FREE')])).toMatchObject({ allSubscriptions: false, subscriptions: ['SPB'] });
    expect(chooseSome(all, [option('A'), option('B')]).subscriptions).toEqual(['A', 'B']);
  });

  it('ticks without regard to case and never twice', () => {
    const some = tick(tick(all, 'SPB', true), 'spb', true);
    expect(some.subscriptions).toEqual(['spb']);
    expect(isTicked(some, 'SPB')).toBe(true);
    expect(tick(some, 'SPB', false).subscriptions).toEqual([]);
  });

  it('shows what is ticked although no tenant has it', () => {
    expect(withMissing([option('SPB')], ['spb', 'OLD']).map((one) => one.value)).toEqual(['SPB', 'OLD']);
  });

  it('knows when it is narrowed', () => {
    expect(isNarrowed(all)).toBe(false);
    expect(isNarrowed({ ...all, guests: false })).toBe(true);
    expect(isNarrowed({ ...all, domains: { include: [], exclude: ['x.org'] } })).toBe(true);
  });

  it('names kinds as the server does', () => {
    expect(kindOnServer('sharedMailbox')).toBe('shared_mailbox');
  });
});

describe('the counts', () => {
  it('say who is meant', () => {
    const some = { ...counts, linked: 3, create: 2, join: 1, notChosen: 4, stops: 4 };
    expect(peopleOf(some)).toBe(10);
    expect(sentenceOf(some)).toBe('Of 10 accounts: 3 linked already, 2 created, 1 need a decision, 4 not chosen.');
  });

  it('say when nobody is known yet', () => {
    expect(sentenceOf(counts)).toContain('No people are known yet');
  });
});
