// How an organization's tenants are synced: state, preview, the last runs.
import { Group, Paper, Stack, Tabs, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { Item } from '../../api/client';
import { useList } from '../../api/queries';
import type { Run, Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo, LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { StateBadge } from '../../parts/state_badge';
import { TenantStatus } from '../../parts/tenant_status';
import { durationText, number, startedBy } from '../../parts/words';
import { PreviewTable, useAcceptFirst, useTenantSync, waitsForAccept } from '../integrations/tenant_actions';
import { LeftOut } from '../integrations/left_out';
import { useOrganization } from './organization_frame';

function TenantCard({ tenant }: { tenant: Item<Tenant> }) {
  const may = useMay();
  const sync = useTenantSync();
  const first = useAcceptFirst();
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Text fw={600}>{tenant.name}</Text>
          <Text size="sm" c="dimmed" component="div">
            {tenant.defaultDomain} · last good sync <Age at={tenant.lastGoodSyncAt} c="dimmed" />
          </Text>
        </div>
        <TenantStatus tenant={tenant} />
        <Group gap="xs">
          {may.manage && waitsForAccept(tenant) && (
            <Button loading={first.busy} onClick={() => void first.accept(tenant)}>
              Accept first sync
            </Button>
          )}
          <Button variant="default" onClick={() => void sync(tenant)}>
            Start manual sync
          </Button>
        </Group>
      </Group>
      {waitsForAccept(tenant) && tenant.preview && (
        <>
          <Text size="sm" mt="sm">
            Nothing has been written yet. Once accepted:
          </Text>
          <PreviewTable preview={tenant.preview} />
          <LinkTo size="sm" underline="always" to="/tenants/$id/preview" params={{ id: tenant.id }}>
            Look at each user
          </LinkTo>
        </>
      )}
      {tenant.lastRun?.sentence && (
        <Text size="sm" mt="sm">
          {tenant.lastRun.sentence}{' '}
          <LinkTo size="sm" underline="always" to="/runs/$id" params={{ id: String(tenant.lastRun.id) }}>
            Open the log
          </LinkTo>
        </Text>
      )}
    </Paper>
  );
}

const columns: Column<Run>[] = [
  {
    id: 'state',
    header: 'Status',
    cell: (run) => <StateBadge state={run.state} why={run.sentence} />,
    csv: (run) => run.state,
  },
  {
    id: 'tenant',
    header: 'Tenant',
    cell: (run) => (
      <LinkTo size="sm" to="/runs/$id" params={{ id: run.id }}>
        {run.tenantName}
      </LinkTo>
    ),
    csv: (run) => run.tenantName,
  },
  { id: 'queued', header: 'When', sort: 'queued_at', cell: (run) => <Age at={run.queuedAt} />, csv: (run) => run.queuedAt },
  { id: 'took', header: 'Took', right: true, wide: true, cell: (run) => durationText(run.startedAt, run.finishedAt), csv: (run) => durationText(run.startedAt, run.finishedAt) },
  { id: 'by', header: 'Started by', wide: true, cell: (run) => startedBy(run.startedBy), csv: (run) => run.startedBy },
  { id: 'requests', header: 'Requests', right: true, wide: true, cell: (run) => number(run.requests), csv: (run) => String(run.requests) },
];

export function OrganizationSync() {
  const { id } = useOrganization();
  const navigate = useNavigate();
  const may = useMay();
  const tenants = useList<Tenant>('/api/tenants', { size: 100, sort: 'name', filter: { organizationId: id } });
  const state = useListState([], '-id');
  const query = { ...state.query, filter: { ...state.query.filter, organizationId: id } };
  const runs = useList<Run>('/api/runs', query);
  const tab = state.search.tab === 'left-out' ? 'left-out' : 'syncs';
  const fixed = useMemo(() => ({ organizationId: id }), [id]);
  const none = tenants.data?.total === 0;
  if (none) {
    return (
      <EmptyState
        icon={<IconRefresh size={28} />}
        title="No tenant is matched to this organization"
        why="Without one there is nothing to sync. Choose this organization for its tenant on the matching page."
        action={may.manage ? <ButtonTo variant="default" to="/integrations">Open Integrations</ButtonTo> : undefined}
      />
    );
  }
  return (
    <Stack>
      {tenants.isError && <ErrorNotice error={tenants.error} retry={() => void tenants.refetch()} />}
      {tenants.data?.rows.map((tenant) => <TenantCard key={tenant.id} tenant={tenant} />)}
      <Tabs value={tab} keepMounted={false} onChange={(value) => void state.set({ tab: value === 'syncs' ? undefined : (value ?? undefined), q: undefined, sort: undefined })}>
        <Tabs.List mb="md" aria-label="Syncs and who is left out">
          <Tabs.Tab value="syncs">Syncs</Tabs.Tab>
          <Tabs.Tab value="left-out">Left out</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="syncs">
          <DataTable
            name="runs"
            path="/api/runs"
            state={{ ...state, query }}
            result={runs}
            columns={columns}
            onOpen={(run) => void navigate({ to: '/runs/$id', params: { id: run.id } })}
            empty={<EmptyState icon={<IconRefresh size={28} />} title="No sync has run yet" why="Choose Start manual sync above." />}
          />
        </Tabs.Panel>
        <Tabs.Panel value="left-out">
          <LeftOut fixed={fixed} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
