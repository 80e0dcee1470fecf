// Live runs: what the event stream tells, kept small, and which answers it makes stale.
import { useSyncExternalStore } from 'react';
import { camelKeys } from './client';
import { queryClient, refresh } from './queries';
import type { RunEvent } from './resources';

export interface LiveType {
  done: number;
  about: number | undefined;
}
export interface LiveRun {
  runId: number;
  tenantId: number;
  state: string;
  sentence: string;
  types: Record<string, LiveType>;
}
export type Live = ReadonlyMap<number, LiveRun>;

const maxLiveTenants = 1_000;
const refreshMilliseconds = 700;
const drawMilliseconds = 150;
const ended = new Set(['ok', 'gaps', 'partial', 'held', 'failed', 'canceled']);

// The newest run of each tenant, with this event taken in. Pure.
export function withEvent(live: Live, event: RunEvent): Live {
  const before = live.get(event.tenantId);
  if (before && before.runId > event.runId) return live;
  const same = before?.runId === event.runId ? before : undefined;
  const next: LiveRun = {
    runId: event.runId,
    tenantId: event.tenantId,
    state: event.runState ?? same?.state ?? 'syncing',
    sentence: event.sentence || same?.sentence || '',
    types: { ...(same?.types ?? {}) },
  };
  if (event.kind === 'progress' && event.data?.done !== undefined) {
    next.types[event.type ?? 'records'] = { done: event.data.done, about: event.data.about };
  }
  const copy = new Map(live);
  copy.delete(event.tenantId);
  copy.set(event.tenantId, next);
  if (copy.size > maxLiveTenants) copy.delete(copy.keys().next().value as number);
  return copy;
}

export const isEnded = (state: string) => ended.has(state);

// One line of the stream: a JSON:API resource, or its attributes alone.
export function parseEvent(line: string): RunEvent | null {
  try {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    const resource = (parsed.data as { attributes?: unknown } | undefined)?.attributes
      ? (parsed.data as Record<string, unknown>)
      : parsed;
    const event = camelKeys(resource.attributes ?? resource) as RunEvent;
    return typeof event.tenantId === 'number' ? event : null;
  } catch {
    return null;
  }
}

let live: Live = new Map();
let connected = false;
const listeners = new Set<() => void>();
let drawTimer: ReturnType<typeof setTimeout> | undefined;
let refreshTimer: ReturnType<typeof setTimeout> | undefined;

// Many tenants tell at once: the page is drawn anew a few times a second, not with every event.
function changed() {
  drawTimer ??= setTimeout(() => {
    drawTimer = undefined;
    for (const listener of listeners) listener();
  }, drawMilliseconds);
}

function refreshSoon() {
  if (refreshTimer !== undefined) return;
  refreshTimer = setTimeout(() => {
    refreshTimer = undefined;
    void refresh(
      queryClient,
      '/api/tenants',
      '/api/connections',
      '/api/runs',
      '/api/run_events',
      '/api/status',
      '/api/reviews',
      '/api/notices',
    );
  }, refreshMilliseconds);
}

function take(message: { kind: string; data?: string }) {
  if (message.kind === 'open' && !connected) {
    connected = true;
    changed();
    refreshSoon();
  }
  if (message.kind === 'lost' && connected) {
    connected = false;
    changed();
  }
  if (message.kind !== 'run') return;
  const event = parseEvent(message.data ?? '');
  if (!event) return;
  live = withEvent(live, event);
  changed();
  if (event.kind !== 'progress') refreshSoon();
}

let worker: SharedWorker | null = null;
let own: EventSource | null = null;

export function startEvents() {
  if (typeof SharedWorker === 'undefined') {
    own ??= new EventSource('/api/events');
    own.onopen = () => take({ kind: 'open' });
    own.onerror = () => take({ kind: 'lost' });
    own.addEventListener('run', (event) => take({ kind: 'run', data: event.data as string }));
    return;
  }
  if (!worker) {
    worker = new SharedWorker(new URL('./event_worker.ts', import.meta.url), { type: 'module', name: 'reeve-events' });
    worker.port.onmessage = (event) => take(event.data as { kind: string; data?: string });
    addEventListener('pagehide', () => worker?.port.postMessage('bye'));
    addEventListener('pageshow', (event) => {
      if (event.persisted) location.reload();
    });
  }
  worker.port.postMessage('open');
}

export function stopEvents() {
  worker?.port.postMessage('stop');
  own?.close();
  own = null;
  live = new Map();
  connected = false;
  changed();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLive = () => useSyncExternalStore(subscribe, () => live);
// One tenant's run: whoever shows it is drawn anew only when it moves.
export const useLiveRun = (tenantId: string) => useSyncExternalStore(subscribe, () => live.get(Number(tenantId)));
export const useConnected = () => useSyncExternalStore(subscribe, () => connected);
