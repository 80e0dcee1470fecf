// The words and the shape of a schedule. Pure, so that tests can read them.

export interface SyncWindow {
  days: string[];
  from: string;
  to: string;
}
export interface TypeInterval {
  type: string;
  everyMinutes: number;
}
export interface Schedule {
  everyMinutes: number | null;
  graceMinutes: number;
  timeZone: string;
  types: TypeInterval[];
  windows: SyncWindow[];
}

// Whatever the server gave, as a schedule with every member.
export function scheduleOf(value: Record<string, unknown>): Schedule {
  const given = value as Partial<Schedule>;
  return {
    everyMinutes: given.everyMinutes ?? null,
    graceMinutes: given.graceMinutes ?? 10,
    timeZone: given.timeZone ?? 'UTC',
    types: given.types ?? [],
    windows: given.windows ?? [],
  };
}

export const days = [
  { value: 'mon', label: 'Mon' },
  { value: 'tue', label: 'Tue' },
  { value: 'wed', label: 'Wed' },
  { value: 'thu', label: 'Thu' },
  { value: 'fri', label: 'Fri' },
  { value: 'sat', label: 'Sat' },
  { value: 'sun', label: 'Sun' },
];

const hour = 60;
const day = 24 * hour;

export function everyWords(minutes: number): string {
  const say = (count: number, unit: string) => (count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`);
  if (minutes % day === 0) return say(minutes / day, 'day');
  if (minutes % hour === 0) return say(minutes / hour, 'hour');
  return say(minutes, 'minute');
}

const usual = [15, 30, hour, 2 * hour, 4 * hour, 6 * hour, 12 * hour, day, 7 * day];

// The choices of a list of intervals, with the one in force wherever it stands.
export function intervals(now: number | null): { value: string; label: string }[] {
  const all = now !== null && !usual.includes(now) ? [...usual, now].sort((a, b) => a - b) : usual;
  return all.map((minutes) => ({ value: String(minutes), label: everyWords(minutes) }));
}

// A browser's time field knows no 24:00; the end of a day is 00:00 there.
export const toField = (time: string) => (time === '24:00' ? '00:00' : time);
export const endOfField = (time: string) => (time === '00:00' ? '24:00' : time);

export function windowWords(window: SyncWindow): string {
  const names = days.filter((one) => window.days.includes(one.value)).map((one) => one.label);
  const which = names.length === 7 ? 'every day' : names.join(', ');
  const over = window.to <= window.from ? ' (the next day)' : '';
  return `${which} from ${window.from} to ${window.to}${over}`;
}

export function withType(types: TypeInterval[], type: string, minutes: number | null): TypeInterval[] {
  const others = types.filter((one) => one.type !== type);
  return minutes === null ? others : [...others, { type, everyMinutes: minutes }];
}
