// Sync logs: what every sync did, newest first, filtered by tenant and kind, as CSV too.
import { Select, Stack } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { queryString } from '../../api/client';
import { useList, useOne } from '../../api/queries';
import type { Connection, RunEvent, Tenant } from '../../api/resources';
import { downloadText } from '../../parts/csv';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { tellError } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { eventColumns, eventKinds, withKinds } from '../runs/event_columns';

const filters = [{ name: 'kind', options: eventKinds }];
const maxTenants = 1000;

export function LogsPage() {
  const id = useParams({ strict: false }).id as string;
  const navigate = useNavigate();
  const connection = useOne<Connection>(`/api/connections/${id}`).data?.item;
  const tenants = useList<Tenant>('/api/tenants', { size: maxTenants, sort: 'name', filter: { connectionId: id } });
  const state = useListState(['kind'], '-id');
  const tenant = state.search.tenant;
  const chosen = withKinds(state.query);
  const query = { ...chosen, filter: { ...chosen.filter, connectionId: id, tenantId: tenant } as Record<string, string> };
  const events = useList<RunEvent>('/api/run_events', query);
  const names = useMemo(() => new Map((tenants.data?.rows ?? []).map((one) => [Number(one.id), one.name])), [tenants.data]);
  const columns = useMemo(() => eventColumns((one) => names.get(one) ?? `Tenant ${one}`), [names]);
  const { page: _page, size: _size, ...wanted } = query;
  return (
    <>
      <PageTitle
        title="Logs"
        line={`What the syncs of ${connection?.name ?? 'this connection'} did, newest first. Open a line to see its whole sync.`}
        actions={
          <ButtonTo variant="default" to="/integrations/$id" params={{ id }}>
            Back
          </ButtonTo>
        }
      />
      <Stack gap="sm">
        <Select
          aria-label="Tenant"
          placeholder="All tenants"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'All tenants' }}
          maw={360}
          data={(tenants.data?.rows ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={tenant ?? null}
          onChange={(value) => void state.set({ tenant: value ?? undefined })}
        />
        <DataTable
          name="sync-log"
          path="/api/run_events"
          state={{ ...state, query }}
          result={events}
          columns={columns}
          filters={filters}
          cards
          onOpen={(event) => void navigate({ to: '/runs/$id', params: { id: String(event.runId) } })}
          csv={() => void downloadText('sync-log.csv', `/api/run_events${queryString(wanted)}`).catch(tellError)}
          empty={
            <EmptyState icon={<IconListDetails size={28} />} title="No sync has run yet" why="Each sync writes down here what it did. Start one with Start manual sync." />
          }
        />
      </Stack>
    </>
  );
}
