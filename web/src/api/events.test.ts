// Live progress: what the stream tells, and when the list knows better.
import { describe, expect, test } from 'vitest';
import { tenantNow } from '../parts/tenant_status';
import { parseEvent, withEvent, type Live } from './events';
import type { RunEvent, Tenant } from './resources';

const event = (change: Partial<RunEvent>): RunEvent => ({
  tenantId: 1, runId: 10, at: '', kind: 'progress', type: 'users', code: 'listed', sentence: 'Users', remedy: null, data: { done: 5, about: 9 }, runState: 'syncing', ...change,
});
const none: Live = new Map();

describe('the newest run of each tenant', () => {
  test('takes progress in, type by type', () => {
    const live = withEvent(withEvent(none, event({})), event({ type: 'subscribed_skus', data: { done: 2 } }));
    expect(live.get(1)?.types).toEqual({ users: { done: 5, about: 9 }, subscribed_skus: { done: 2, about: undefined } });
  });
  test('a newer run begins anew, an older one is not heard', () => {
    const live = withEvent(withEvent(none, event({})), event({ runId: 11, kind: 'state', data: {}, runState: 'queued' }));
    expect(live.get(1)).toMatchObject({ runId: 11, state: 'queued', types: {} });
    expect(withEvent(live, event({ runId: 10 }))).toBe(live);
  });
});

describe('a line of the stream', () => {
  test('as a resource', () => {
    expect(parseEvent('{"id":"3","type":"run-events","attributes":{"tenant-id":1,"run-id":10,"run-state":"ok"}}')).toMatchObject({ tenantId: 1, runState: 'ok' });
  });
  test('that is broken is left out', () => {
    expect(parseEvent('{"id":')).toBeNull();
    expect(parseEvent('{"attributes":{}}')).toBeNull();
  });
});

describe('what a tenant\'s badge says', () => {
  const tenant = { id: '1', state: 'active', organizationId: 5, own: false, reason: null, lastRun: { id: 10, state: 'queued', sentence: null, at: null } } as unknown as Tenant & { id: string };
  test('the stream is ahead of the list', () => {
    expect(tenantNow(tenant, withEvent(none, event({})).get(1))).toMatchObject({ look: { word: 'Syncing…' }, run: { runId: 10 } });
  });
  test('the list knows that the run ended, or knows a newer one', () => {
    const live = withEvent(none, event({})).get(1);
    expect(tenantNow({ ...tenant, lastRun: { id: 10, state: 'ok', sentence: null, at: null } }, live)).toMatchObject({ look: { word: 'OK' }, run: null });
    expect(tenantNow({ ...tenant, lastRun: { id: 12, state: 'queued', sentence: null, at: null } }, live).look.word).toBe('Queued');
  });
});
