// Periods of the sync log.
import { expect, test } from 'vitest';
import { dayAfter, startOfDay } from './log_period';

test('a period holds its last day whole', () => {
  const from = new Date(startOfDay('2026-11-23') ?? '').getTime();
  const to = new Date(dayAfter('2026-11-23') ?? '').getTime();
  expect((to - from) / 3_600_000).toBe(24);
});
test('what is no day limits nothing', () => {
  expect(startOfDay('soon')).toBeUndefined();
  expect(dayAfter('')).toBeUndefined();
});
