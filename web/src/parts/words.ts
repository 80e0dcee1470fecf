// The words of the page that follow rules: states, ages, counts. Pure, so that tests can read them.

export interface StateLook {
  word: string;
  color: string;
  kind: 'ok' | 'syncing' | 'queued' | 'gaps' | 'held' | 'failed' | 'paused' | 'unknown';
}

export const looks: Record<StateLook['kind'], StateLook> = {
  ok: { word: 'OK', color: 'green', kind: 'ok' },
  syncing: { word: 'Syncing…', color: 'blue', kind: 'syncing' },
  queued: { word: 'Queued', color: 'gray', kind: 'queued' },
  gaps: { word: 'OK with gaps', color: 'yellow', kind: 'gaps' },
  held: { word: 'Held', color: 'orange', kind: 'held' },
  failed: { word: 'Failed', color: 'red', kind: 'failed' },
  paused: { word: 'Paused', color: 'gray', kind: 'paused' },
  unknown: { word: 'Unknown', color: 'violet', kind: 'unknown' },
};

// The one word a state has everywhere, whichever of the server's words it comes as.
export function stateLook(state: string | null | undefined): StateLook {
  switch ((state ?? '').toLowerCase()) {
    case 'ok':
      return looks.ok;
    case 'syncing':
    case 'syncing…':
      return looks.syncing;
    case 'queued':
      return looks.queued;
    case 'gaps':
    case 'partial':
    case 'ok with gaps':
      return looks.gaps;
    case 'held':
      return looks.held;
    case 'failed':
    case 'reconnect':
      return looks.failed;
    case 'canceled':
    case 'paused':
    case 'ignored':
      return looks.paused;
    default:
      return looks.unknown;
  }
}

export interface TenantState {
  state: string;
  matched: boolean;
  own: boolean;
  lastRun: { state: string; sentence: string | null } | null;
  reason: string | null;
  status?: string; // the server's word, with why and what to do
  statusSentence?: string | null;
  statusRemedy?: string | null;
}

// What a tenant's badge says, and why where it is not simply OK.
export function tenantLook(tenant: TenantState): { look: StateLook; why: string | null } {
  if (tenant.state === 'ignored') {
    return { look: looks.paused, why: 'Ignored: Reeve asks Microsoft nothing about this tenant.' };
  }
  if (tenant.status && (tenant.lastRun || tenant.status === looks.paused.word)) {
    return { look: stateLook(tenant.status), why: [tenant.statusSentence, tenant.statusRemedy].filter(Boolean).join(' ') || null };
  }
  if (tenant.lastRun) {
    return { look: stateLook(tenant.lastRun.state), why: tenant.lastRun.sentence };
  }
  if (tenant.reason) return { look: looks.unknown, why: tenant.reason };
  if (tenant.own) {
    return { look: looks.paused, why: 'This is your own tenant; it stays off until you match it.' };
  }
  return {
    look: looks.unknown,
    why: tenant.matched
      ? 'Not synced yet.'
      : 'Not synced yet: match it to an organization first.',
  };
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function ageText(iso: string | null | undefined, now: Date): string {
  if (!iso) return 'never';
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return 'unknown';
  const past = now.getTime() - then.getTime();
  const distance = Math.abs(past);
  const say = (count: number, unit: string) => (past >= 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`);
  if (distance < minute) return past >= 0 ? 'just now' : 'in a moment';
  if (distance < hour) return say(Math.floor(distance / minute), 'min');
  if (distance < day) return say(Math.floor(distance / hour), 'h');
  if (distance < 30 * day) {
    const days = Math.floor(distance / day);
    return say(days, days === 1 ? 'day' : 'days');
  }
  return then.toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric' });
}

// The exact time in the reader's zone, for hovering.
export function exactText(iso: string | null | undefined): string {
  if (!iso) return 'never';
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return iso;
  return then.toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'medium' });
}

// A date without a time: it is the same day everywhere.
export function dayText(date: string): string {
  return new Date(`${date.slice(0, 10)}T00:00:00Z`).toLocaleDateString(undefined, { timeZone: 'UTC', dateStyle: 'long' });
}

export function durationText(from: string | null, to: string | null): string {
  if (!from || !to) return '';
  const seconds = Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

export const number = (value: number | null | undefined) => (value ?? 0).toLocaleString('en-US');

export function count(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

// What people call a data type whose machine's name says it otherwise.
const typeNames: Record<string, string> = {
  organization: 'Tenant',
  subscribed_skus: 'Licenses',
  managed_devices: 'Intune devices',
  devices: 'Entra devices',
  mfa_registrations: 'MFA registrations',
  sign_in_activity: 'Sign-ins',
};
export const typeName = (type: string) => typeNames[type] ?? plain(type);

// "users 640 of ~1,200"
export function progressText(type: string, done: number, about: number | undefined): string {
  const name = typeName(type).toLowerCase();
  return about ? `${name} ${number(done)} of ~${number(about)}` : `${name} ${number(done)}`;
}

export const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// Microsoft shows a secret's ID beside its value; people copy the wrong one.
export const looksLikeSecretId = (secret: string) => guid.test(secret.trim());

export const percent = (score: number) => `${Math.round(score * 100)} %`;

// A machine's word as a person reads it: "new_contact" → "New contact".
export function plain(word: string): string {
  const spaced = word
    .replace(/[_-]/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (typeof value === 'object') {
    const named = value as { value?: unknown };
    return named.value !== undefined ? shown(named.value) : JSON.stringify(value);
  }
  return String(value);
}

// Where to go after signing in: only a path of this page, never another site.
export function safeNext(next: string | undefined): string {
  if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/';
  return next.startsWith('/login') || next.startsWith('/welcome') ? '/' : next;
}

export const minPassword = 12;
export const passwordProblem = (value: string) =>
  [...value].length < minPassword ? `The password needs at least ${minPassword} characters.` : null;

interface PreviewCounts {
  match: number;
  create: number;
  unclear: number;
  join: number;
  skip: number;
}
export function sumOfPreviews(previews: PreviewCounts[]): PreviewCounts {
  const sum = { match: 0, create: 0, unclear: 0, join: 0, skip: 0 };
  for (const one of previews) {
    for (const key of Object.keys(sum) as (keyof PreviewCounts)[]) sum[key] += one[key] ?? 0;
  }
  return sum;
}

const hows: Record<string, string> = {
  exact_name: 'Matched by its exact name',
  suggestion: 'Suggestion accepted',
  chosen: 'Chosen by a person',
  created: 'Created from the tenant',
};
export const matchedHow = (how: string | null) => (how ? (hows[how] ?? plain(how)) : 'Matched');

const starters: Record<string, string> = { schedule: 'Schedule', manual: 'A person', cli: 'Command line', match: 'Matching', new: 'New settings' };
export const startedBy = (word: string) => starters[word] ?? plain(word);

export const primaryOf = (entries: { value: string; primary: boolean }[]) =>
  (entries.find((one) => one.primary) ?? entries[0])?.value ?? '';

// What a form changed, so that an unchanged value keeps the source it has. Empty text is told as null.
export function changedOnly(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
}

const reasons: Record<string, string> = {
  alias: 'same e-mail address',
  user_name: 'same user name',
  name: 'same first and last name',
  created: 'contact made from this user',
  chosen: 'linked by a person',
  serial: 'same serial number',
  mac: 'same MAC address',
  same_device: 'the same machine',
  address: 'same address',
};
export const whyLinked = (reason: string) => reasons[reason] ?? plain(reason).toLowerCase();

interface ChangeRow {
  op: string;
  path: string;
  old: string | null;
  new: string | null;
}

const fields: Record<string, string> = {
  first_name: 'First name',
  last_name: 'Last name',
  title: 'Title',
  emails: 'E-mail addresses',
  phones: 'Phone numbers',
  contact_type: 'Type',
  primary_email: 'Primary e-mail',
  primary_phone: 'Primary phone',
  configuration_type: 'Type',
  configuration_status: 'Status',
  serial_number: 'Serial number',
  mac_address: 'MAC address',
  operating_system: 'Operating system',
  operating_system_version: 'Version',
  interfaces: 'Network cards',
};
export const fieldName = (path: string) => fields[path] ?? plain(path || 'contact');

// One change as a sentence: "Title: “Clerk” → “Manager”".
export function changeWords({ op, path, old, new: now }: ChangeRow): string {
  if (path.endsWith('/lock')) return `${fieldName(path.slice(0, -'/lock'.length))}: ${now ? 'kept as it is; no sync writes it' : 'unlocked'}`;
  const field = fieldName(path);
  const quoted = (value: string | null) => (value ? `“${value}”` : 'nothing');
  if (op === 'create') return 'Created';
  if (op === 'archive') return 'Archived';
  if (op === 'relate') return now ? `Related to ${now}` : `No longer related to ${old ?? 'it'}`;
  if (op === 'restore') return 'Restored';
  if (op === 'link') return 'Linked to a Microsoft user';
  if (op === 'unlink') return 'No longer linked to a Microsoft user';
  if (path === 'merged') return op === 'add' ? `Merged with ${quoted(now)}` : `${quoted(old)} split off again`;
  if (path === 'merged_into') return now ? 'Merged into another contact' : 'Split off again';
  if (op === 'add') return `${field}: added ${quoted(now)}`;
  if (op === 'remove') return `${field}: removed ${quoted(old)}`;
  return `${field}: ${quoted(old)} → ${quoted(now)}`;
}

// A review's detail as lines to read: name and value, nested things flattened, at most this many.
const maxDetailLines = 60;
export function detailLines(detail: unknown, prefix = ''): [string, string][] {
  if (detail === null || typeof detail !== 'object') return prefix ? [[prefix, shown(detail)]] : [];
  const lines = Object.entries(detail).flatMap(([name, value]): [string, string][] => {
    const word = Array.isArray(detail) ? `${prefix} ${Number(name) + 1}` : [prefix, plain(name)].filter(Boolean).join(' · ');
    const simple = value === null || typeof value !== 'object' || (Array.isArray(value) && value.every((one) => typeof one !== 'object'));
    return simple ? [[word.trim(), shown(value)]] : detailLines(value, word.trim());
  });
  return lines.filter(([, value]) => value !== '').slice(0, maxDetailLines);
}

// What an audit row changed, a line each: "Title: nothing → “Clerk”".
export function changedLines(before: unknown, after: unknown): string[] {
  const was = new Map(detailLines(before ?? {}));
  const is = new Map(detailLines(after ?? {}));
  const quoted = (value: string | undefined) => (value ? `“${value}”` : 'nothing');
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => `${name}: ${quoted(was.get(name))} → ${quoted(is.get(name))}`);
}

const ways: Record<string, string> = { direct: 'Direct', gdap: 'GDAP', dap: 'DAP', own: 'Own tenant' };
export const wayName = (way: string) => ways[way] ?? plain(way);

// The address that the first account has until its owner gives a real one.
export const isMadeUp = (email: string) => email.endsWith('@localhost');

const errorTitles: Record<number, string> = {
  0: 'No answer',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with something else',
  413: 'Too large',
  429: 'Too many tries',
  503: 'Not available right now',
};

// A title in words for a status; the status itself stands behind "Details".
export function errorTitle(status: number): string {
  return errorTitles[status] ?? (status >= 500 ? 'The server could not do that' : 'That was not accepted');
}
