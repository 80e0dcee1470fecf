// Sync logs: what every sync did, newest first, with filters and as CSV; and what stands left out.
import { Stack, Tabs } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { queryString } from '../../api/client';
import { useList, useOne } from '../../api/queries';
import type { Connection, RunEvent, Tenant } from '../../api/resources';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ButtonTo } from '../../parts/link';
import { useListState, usePageSearch } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { eventColumns, eventKinds, withKinds } from '../runs/event_columns';
import { LeftOut } from './left_out';
import { LogFilters, logFilter } from './log_filters';

const filters = [{ name: 'kind', options: eventKinds }];
const maxTenants = 1000;

function Log({ id }: { id: string }) {
  const navigate = useNavigate();
  const tenants = useList<Tenant>('/api/tenants', { size: maxTenants, sort: 'name', filter: { connectionId: id } });
  const state = useListState(['kind'], '-id');
  const chosen = withKinds(state.query);
  const query = { ...chosen, filter: { ...chosen.filter, connectionId: id, ...logFilter(state.search) } as Record<string, string> };
  const events = useList<RunEvent>('/api/run_events', query);
  const rows = tenants.data?.rows;
  const names = useMemo(() => new Map((rows ?? []).map((one) => [Number(one.id), one.name])), [rows]);
  const columns = useMemo(() => eventColumns((one) => names.get(one) ?? `Tenant ${one}`), [names]);
  const { page: _page, size: _size, ...wanted } = query;
  return (
    <Stack gap="sm">
      <LogFilters tenants={rows ?? []} state={state} />
      <DataTable
        name="sync-log"
        path="/api/run_events"
        state={{ ...state, query }}
        result={events}
        columns={columns}
        filters={filters}
        searchLabel="Search what happened"
        cards
        onOpen={(event) => void navigate({ to: '/runs/$id', params: { id: String(event.runId) } })}
        csv={() => window.location.assign(`/api/run_events${queryString(wanted)}&format=csv`)}
        empty={<EmptyState icon={<IconListDetails size={28} />} title="Nothing to show" why="Each sync writes down here what it did; a sync that changed nothing leaves one line. Choose another period, or Start manual sync." />}
      />
    </Stack>
  );
}

export function LogsPage() {
  const id = useParams({ strict: false }).id as string;
  const connection = useOne<Connection>(`/api/connections/${id}`).data?.item;
  const { search, set } = usePageSearch();
  const tab = search.tab === 'left-out' ? 'left-out' : 'log';
  const fixed = useMemo(() => ({ connectionId: id }), [id]);
  return (
    <>
      <PageTitle
        title="Logs"
        line={
          tab === 'log'
            ? `What the syncs of ${connection?.name ?? 'this connection'} did, newest first. Open a line to see its whole sync.`
            : `Who is left out of the documentation of ${connection?.name ?? 'this connection'}, since when, and why.`
        }
        actions={
          <ButtonTo variant="default" to="/integrations/$id" params={{ id }}>
            Back
          </ButtonTo>
        }
      />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => void set({ tab: value === 'log' ? undefined : (value ?? undefined), code: undefined, q: undefined, sort: undefined, page: undefined })}
      >
        <Tabs.List mb="md" aria-label="Parts of the log">
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="left-out">Left out</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log">
          <Log id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="left-out">
          <LeftOut fixed={fixed} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
