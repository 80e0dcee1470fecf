// One connection: how it is, and every tenant it reaches with live progress.
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCloudSearch } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useList, useOne } from '../../api/queries';
import type { Connection, Tenant } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice, Notice, tellError } from '../../parts/error_notice';
import { ButtonTo, LinkTo } from '../../parts/link';
import { useListState, usePageSearch } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { TenantStatus, tenantNow } from '../../parts/tenant_status';
import { count, wayName } from '../../parts/words';
import { AcceptAllFirst } from '../matching/accept_all_first';
import { ConnectionActions, useSignInAtMicrosoft, useSyncAll } from './connection_actions';
import { DoctorPanel } from './doctor_panel';
import { ConnectionStatus, kindNames } from './integrations';
import { readByWords } from './customer_access_words';
import { GrantedPanel } from './granted_panel';
import { PendingCredentials } from './pending_credentials';
import { ReturnNotice } from './return_notice';
import { SyncYourData } from './settings/sync_your_data';
import { TenantActions } from './tenant_actions';

function Organization({ tenant }: { tenant: Item<Tenant> }) {
  if (tenant.organizationId !== null) {
    return (
      <LinkTo to="/organizations/$id" params={{ id: String(tenant.organizationId) }}>
        {tenant.organizationName}
      </LinkTo>
    );
  }
  if (tenant.own || tenant.state === 'ignored') return <Text size="sm" c="dimmed">{tenant.own ? 'Own tenant' : 'Ignored'}</Text>;
  return (
    <LinkTo to="/integrations/$id/matching" params={{ id: String(tenant.connectionId ?? '') }} search={{ q: tenant.name }}>
      {tenant.suggestion ? `Suggested: ${tenant.suggestion.organizationName}` : 'Unmatched'}
    </LinkTo>
  );
}

// The way that is used, by whose token the tenant was opened the last time, and what was lost.
function WayIn({ tenant }: { tenant: Item<Tenant> }) {
  return (
    <>
      <Text size="sm">{tenant.wayIn ? wayName(tenant.wayIn) : 'None'}</Text>
      {tenant.wayIn && tenant.readBy && (
        <Text size="xs" c="dimmed" title={tenant.readBySentence ?? undefined} data-read-by={tenant.readBy}>
          {readByWords[tenant.readBy]}
        </Text>
      )}
      {tenant.reason && (
        <Text size="xs" c="var(--mantine-color-error)" maw={260} data-way-lost>
          {tenant.reason}
        </Text>
      )}
    </>
  );
}

const columns: Column<Tenant>[] = [
  {
    id: 'name',
    header: 'Tenant',
    sort: 'name',
    cell: (tenant) => (
      <>
        <Text size="sm" fw={500}>
          {tenant.name}
        </Text>
        <Text size="xs" c="dimmed">
          {tenant.defaultDomain ?? tenant.entraTenantId}
        </Text>
      </>
    ),
    csv: (tenant) => tenant.name,
  },
  { id: 'domain', header: 'Domain', off: true, cell: (tenant) => tenant.defaultDomain ?? '', csv: (tenant) => tenant.defaultDomain ?? '' },
  { id: 'status', header: 'Status', cell: (tenant) => <TenantStatus tenant={tenant} />, csv: (tenant) => tenantNow(tenant, undefined).look.word },
  {
    id: 'organization',
    header: 'Organization',
    sort: 'organization_name',
    wide: true,
    cell: (tenant) => <Organization tenant={tenant} />,
    csv: (tenant) => tenant.organizationName ?? '',
  },
  { id: 'synced', header: 'Last good sync', wide: true, cell: (tenant) => <Age at={tenant.lastGoodSyncAt} />, csv: (tenant) => tenant.lastGoodSyncAt ?? '' },
  { id: 'next', header: 'Next sync', wide: true, cell: (tenant) => (tenant.nextDue ? <Age at={tenant.nextDue} /> : ''), csv: (tenant) => tenant.nextDue ?? '' },
  {
    id: 'way',
    header: 'Way in',
    wide: true,
    cell: (tenant) => <WayIn tenant={tenant} />,
    csv: (tenant) => tenant.wayIn ?? '',
  },
  { id: 'actions', header: '', right: true, cell: (tenant) => <TenantActions tenant={tenant} /> },
];

const filters = [
  {
    name: 'match',
    options: [
      { value: 'matched', label: 'Matched' },
      { value: 'unmatched', label: 'Unmatched' },
      { value: 'ignored', label: 'Ignored' },
      { value: 'own', label: 'Own tenant' },
    ],
  },
];

function Tenants({ connection }: { connection: Item<Connection> }) {
  const state = useListState(['match'], 'name');
  const query = { ...state.query, filter: { ...state.query.filter, connectionId: connection.id } };
  const tenants = useList<Tenant>('/api/tenants', query);
  const looking = connection.state === 'connected' && !connection.discoveredAt;
  return (
    <DataTable
      name="tenants"
      path="/api/tenants"
      state={{ ...state, query }}
      result={tenants}
      columns={columns}
      filters={filters}
      searchLabel="Search tenants"
      empty={
        <EmptyState
          icon={<IconCloudSearch size={28} />}
          title={looking ? 'Looking for tenants …' : 'No tenants yet'}
          why={
            connection.state === 'connected'
              ? looking
                ? 'Reeve asks Microsoft which tenants this connection reaches. They appear here by themselves.'
                : 'Microsoft names no tenant that this connection reaches. Check the GDAP relationships in Partner Center, then choose Find tenants now.'
              : 'Sign in at Microsoft first; then Reeve finds the tenants that this connection reaches.'
          }
        />
      }
    />
  );
}

function Trouble({ connection }: { connection: Item<Connection> }) {
  const signIn = useSignInAtMicrosoft();
  const { search } = usePageSearch();
  if (connection.state !== 'reconnect' && connection.state !== 'new') return null;
  if (search.error) return null; // the notice above says it already
  return (
    <Notice
      color={connection.state === 'new' ? 'yellow' : 'red'}
      title={connection.state === 'new' ? 'Not connected yet' : 'Microsoft wants you to sign in again'}
      sentence={connection.stateSentence ?? 'Nobody has signed in at Microsoft for this connection yet.'}
      remedy={connection.remedy}
      details={connection.detail}
      retry={() => void signIn.go(connection.id).catch(tellError)}
      retryLabel="Sign in at Microsoft"
    />
  );
}

function TitleActions({ connection }: { connection: Item<Connection> }) {
  const { start, busy } = useSyncAll();
  const unmatched = connection.tenants?.unmatched ?? 0;
  return (
    <>
      <Button loading={busy} disabled={connection.state !== 'connected'} onClick={() => void start(connection)}>
        Start manual sync
      </Button>
      <ButtonTo variant="default" to="/integrations/$id/matching" params={{ id: connection.id }}>
        {unmatched > 0 ? `Matching (${unmatched})` : 'Matching'}
      </ButtonTo>
      {connection.kind === 'partner' && (
        <ButtonTo variant="default" to="/integrations/$id/access" params={{ id: connection.id }}>
          Customer access
        </ButtonTo>
      )}
      <ButtonTo variant="default" to="/integrations/$id/logs" params={{ id: connection.id }}>
        Logs
      </ButtonTo>
      <ConnectionActions connection={connection} />
    </>
  );
}

export function ConnectionPage() {
  const id = useParams({ strict: false }).id as string;
  const navigate = useNavigate();
  const justConnected = usePageSearch().search.connected === '1';
  const connection = useOne<Connection>(`/api/connections/${id}`);
  const one = connection.data?.item;
  if (connection.isError) {
    return (
      <>
        <PageTitle title="Integration" line="This connection cannot be shown." />
        <ErrorNotice error={connection.error} retry={() => void connection.refetch()} />
        <Group mt="md">
          <Button variant="default" onClick={() => void navigate({ to: '/integrations' })}>
            Back to Integrations
          </Button>
        </Group>
      </>
    );
  }
  if (!one) return <Skeleton height={300} aria-label="Loading" />;
  const total = one.tenants?.total ?? 0;
  return (
    <>
      <PageTitle
        title={one.name}
        badge={<ConnectionStatus one={one} />}
        line={[`${kindNames[one.kind]}.`, one.state === 'connected' && one.stateSentence, total > 0 && `Reaches ${count(total, 'tenant')}.`].filter(Boolean).join(' ')}
        actions={<TitleActions connection={one} />}
      />
      <Stack>
        <ReturnNotice connection={one} />
        <SyncYourData connection={one} />
        <Trouble connection={one} />
        <PendingCredentials connection={one} />
        <AcceptAllFirst connectionId={one.id} />
        <GrantedPanel connection={one} atOnce={justConnected} />
        <DoctorPanel connection={one.id} />
        <Tenants connection={one} />
      </Stack>
    </>
  );
}
