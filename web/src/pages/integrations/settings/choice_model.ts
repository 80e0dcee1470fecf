// The choice of what to sync as the page holds it, and what its counts mean in words.
import { count } from '../../../parts/words';

export type Entry = 'create' | 'link' | 'skip';
export interface Criterion {
  include: string[];
  exclude: string[];
}
export const criterionNames = ['groups', 'departments', 'domains', 'licenses'] as const;
export type CriterionName = (typeof criterionNames)[number];
export const kinds = ['licensed', 'unlicensed', 'disabled', 'sharedMailbox', 'guest', 'room', 'equipment', 'service'] as const;
export type Kind = (typeof kinds)[number];

export type Choosing = Record<CriterionName, Criterion> & {
  allSubscriptions: boolean;
  subscriptions: string[];
  members: boolean;
  guests: boolean;
  rules: Record<Kind, Entry>;
  syncLicenses: boolean;
  enhanceContacts: boolean;
  recentLogonOnly: boolean;
};

export interface Counts {
  match: number;
  create: number;
  unclear: number;
  join: number;
  skip: number;
  notChosen: number;
  linked: number;
  stops: number;
  unknown: number;
}
export interface Option {
  value: string;
  title: string;
  people: number;
  recommended: boolean;
}
export interface ChoicePreview {
  total: Counts;
  tenants: (Counts & { tenantId: number; name: string; read: boolean; ownSettings: boolean })[];
  subscriptions: Option[];
  groups: Option[];
  departments: Option[];
  domains: Option[];
  kinds: Option[];
  tenantsWithoutGroups: number;
  tenantsNotCounted: number;
}

export const kindTitles: Record<Kind, string> = {
  licensed: 'Licensed people',
  unlicensed: 'People without a license',
  disabled: 'Disabled accounts',
  sharedMailbox: 'Shared mailboxes',
  guest: 'Guests',
  room: 'Rooms',
  equipment: 'Equipment',
  service: 'Service accounts',
};
export const kindHints: Partial<Record<Kind, string>> = {
  unlicensed: 'Linked at most while nobody knows what the mailbox is for.',
  service: 'Call queues and auto attendants of Teams.',
};
export const entryTitles: Record<Entry, string> = {
  create: 'Link, or create a contact',
  link: 'Link to a contact that fits',
  skip: 'Leave out',
};
export const criterionTitles: Record<CriterionName, string> = {
  groups: 'Groups',
  departments: 'Departments',
  domains: 'Domains',
  licenses: 'Licenses held',
};

// As the server counts kinds: "shared_mailbox".
export const kindOnServer = (kind: Kind) => kind.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

export const recommended = (options: Option[]) => options.filter((one) => one.recommended).map((one) => one.value);

// From "all" to some: the recommended ones are ticked first, or all where none is.
export function chooseSome(value: Choosing, options: Option[]): Choosing {
  const first = recommended(options);
  return { ...value, allSubscriptions: false, subscriptions: first.length > 0 ? first : options.map((one) => one.value) };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
export const isTicked = (value: Choosing, option: string) => value.subscriptions.some((one) => same(one, option));

export function tick(value: Choosing, option: string, on: boolean): Choosing {
  const others = value.subscriptions.filter((one) => !same(one, option));
  return { ...value, subscriptions: on ? [...others, option] : others };
}

// Ticked, but no tenant has it now: shown all the same, so that it can be taken out.
export function withMissing(options: Option[], chosen: string[]): Option[] {
  const missing = chosen.filter((one) => !options.some((option) => same(option.value, one)));
  return [...options, ...missing.map((one) => ({ value: one, title: one, people: 0, recommended: false }))];
}

export function isNarrowed(value: Choosing): boolean {
  return !value.members || !value.guests || criterionNames.some((name) => value[name].include.length + value[name].exclude.length > 0);
}

export const peopleOf = (counts: Counts) =>
  counts.match + counts.create + counts.unclear + counts.join + counts.skip + counts.notChosen + counts.linked;

// What the choice would bring, in one sentence for eyes and screen readers.
export function sentenceOf(counts: Counts): string {
  const all = peopleOf(counts);
  if (all === 0) return 'No people are known yet. They are counted here as soon as the tenants are read.';
  const parts = [
    counts.linked > 0 && `${counts.linked} linked already`,
    counts.match > 0 && `${counts.match} would be linked`,
    counts.create > 0 && `${counts.create} created`,
    counts.unclear + counts.join > 0 && `${counts.unclear + counts.join} need a decision`,
    counts.skip > 0 && `${counts.skip} left out by a rule`,
    counts.notChosen > 0 && `${counts.notChosen} not chosen`,
  ].filter(Boolean);
  return `Of ${count(all, 'account')}: ${parts.join(', ')}.`;
}
