// The words of a schedule.
import { describe, expect, test } from 'vitest';
import { endOfField, everyWords, intervals, scheduleOf, toField, windowWords, withType } from './schedule_words';

describe('a schedule', () => {
  test('has every member', () => {
    expect(scheduleOf({})).toEqual({ everyMinutes: null, graceMinutes: 10, timeZone: 'UTC', types: [], windows: [] });
    expect(scheduleOf({ graceMinutes: 0 }).graceMinutes).toBe(0);
  });
  test('says its interval as people do', () => {
    expect([15, 60, 120, 1440, 10080].map(everyWords)).toEqual(['Every 15 minutes', 'Every hour', 'Every 2 hours', 'Every day', 'Every 7 days']);
  });
  test('offers an unusual interval that is in force', () => {
    expect(intervals(45).map((one) => one.value)).toContain('45');
    expect(intervals(null).map((one) => one.value)).not.toContain('45');
  });
  test('ends a day at 24:00, which a time field cannot show', () => {
    expect(endOfField(toField('24:00'))).toBe('24:00');
    expect(endOfField('06:00')).toBe('06:00');
  });
  test('says its windows', () => {
    expect(windowWords({ days: ['mon', 'fri'], from: '19:00', to: '06:00' })).toBe('Mon, Fri from 19:00 to 06:00 (the next day)');
    expect(windowWords({ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' })).toBe('every day from 00:00 to 24:00');
  });
  test('gives a data type an interval of its own, or none', () => {
    const own = withType([], 'devices', 1440);
    expect(own).toEqual([{ type: 'devices', everyMinutes: 1440 }]);
    expect(withType(own, 'devices', null)).toEqual([]);
  });
});
