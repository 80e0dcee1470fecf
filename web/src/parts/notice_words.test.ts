// The words of notices, and what Home need not say twice.
import { expect, test } from 'vitest';
import { alreadyTold, hours, kindLabel, messageLook } from './notice_words';

test('every kind has a label, and an unknown one shows as it is', () => {
  expect(kindLabel('connection_lost')).toBe('Connection lost');
  expect(kindLabel('weather')).toBe('weather');
});

test('the state of a message has a word and a color', () => {
  expect(messageLook('sent')).toMatchObject({ word: 'Sent', kind: 'ok' });
  expect(messageLook('handed')).toMatchObject({ word: 'Sending…', kind: 'syncing' });
  expect(messageLook('gave_up')).toMatchObject({ word: 'Gave up', kind: 'failed' });
  expect(messageLook('unsure')).toMatchObject({ word: 'Unsure', kind: 'unknown' });
});

test('a day has 24 hours for its digest', () => {
  expect(hours).toHaveLength(24);
  expect(hours[7]).toEqual({ value: '7', label: '07:00' });
});

test('what a notice says is not said again', () => {
  const told = alreadyTold([
    { kind: 'connection_lost', connectionId: 7, tenantId: null },
    { kind: 'tenant_failing', connectionId: 7, tenantId: 9 },
    { kind: 'tenant_held', connectionId: 7, tenantId: 10 },
  ]);
  expect(told.connections.has('7')).toBe(true);
  expect(told.tenants.has('9')).toBe(true);
  expect(told.tenants.has('10')).toBe(false);
  expect(told.firstSyncs).toBe(false);
  expect(told.reviews).toBe(false);
  expect(alreadyTold([{ kind: 'tenant_held', connectionId: 7, tenantId: null }]).firstSyncs).toBe(true);
});
