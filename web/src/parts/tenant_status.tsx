// A tenant's state as it is this moment: what the list said, overtaken by what the event stream tells.
import { Stack, Text } from '@mantine/core';
import type { Item } from '../api/client';
import { isEnded, useLiveRun, type LiveRun } from '../api/events';
import type { Tenant } from '../api/resources';
import { Age } from './age';
import { LiveProgress } from './live_progress';
import { StateBadge } from './state_badge';
import { stateLook, tenantLook, type StateLook } from './words';

export interface Now {
  look: StateLook;
  why: string | null;
  run: LiveRun | null; // while it is under way
}

// The run that the stream tells of, unless the list already knows a newer one. Pure.
export function tenantNow(tenant: Item<Tenant>, run: LiveRun | undefined): Now {
  const listed = tenant.lastRun;
  const listEnded = listed !== null && isEnded(listed.state);
  const overtaken = listed !== null && (listed.id > (run?.runId ?? 0) || (listed.id === run?.runId && listEnded));
  if (!run || overtaken || tenant.state === 'ignored') {
    return { ...tenantLook({ ...tenant, matched: tenant.organizationId !== null }), run: null };
  }
  return { look: stateLook(run.state), why: run.sentence || null, run: isEnded(run.state) ? null : run };
}

// One line below the badge: when it starts, who paused it, or that it is asked once a day only.
function StatusLine({ tenant, kind }: { tenant: Item<Tenant>; kind: StateLook['kind'] }) {
  const small = { size: 'xs', c: 'dimmed' } as const;
  if (kind === 'queued' && tenant.startsAt && new Date(tenant.startsAt) > new Date()) {
    return (
      <Text {...small} data-starts-at>
        starts <Age at={tenant.startsAt} {...small} />
      </Text>
    );
  }
  if (kind === 'paused' && tenant.pausedAt) {
    return (
      <Text {...small}>
        by {tenant.pausedBy || 'the API'}, <Age at={tenant.pausedAt} {...small} />
      </Text>
    );
  }
  if (kind === 'failed' && tenant.quarantinedAt) {
    return (
      <Text {...small} data-quarantined>
        in quarantine: asked once a day
      </Text>
    );
  }
  return null;
}

export function TenantStatus({ tenant }: { tenant: Item<Tenant> }) {
  const { look, why, run } = tenantNow(tenant, useLiveRun(tenant.id));
  return (
    <Stack gap={4} align="flex-start">
      <StateBadge look={look} why={run ? null : why} />
      {run && look.kind === 'syncing' && <LiveProgress run={run} />}
      <StatusLine tenant={tenant} kind={look.kind} />
    </Stack>
  );
}
