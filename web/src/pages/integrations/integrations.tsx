// Integrations: every connection to Microsoft, with its live status and what one can do with it.
import { Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useConnected } from '../../api/events';
import { useList } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ButtonTo, LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { StateBadge } from '../../parts/state_badge';
import { number, stateLook } from '../../parts/words';
import { ConnectionActions } from './connection_actions';
import { ReturnNotice } from './return_notice';

export const kindNames = { partner: 'Partner tenant', direct: 'Single tenant' } as const;

function Name({ one }: { one: Item<Connection> }) {
  return (
    <>
      <LinkTo to="/integrations/$id" params={{ id: one.id }} fw={500}>
        {one.name}
      </LinkTo>
      <Text size="xs" c="dimmed">
        {kindNames[one.kind]}
        {one.serviceAccount ? ` · ${one.serviceAccount}` : ''}
      </Text>
    </>
  );
}

// "23 OK, 1 failed, 1 queued": the worst tenant gives the connection its word, this says how many are so.
export function countWords(tenants: Connection['tenants']): string {
  if (!tenants) return '';
  const parts: [number | undefined, string][] = [
    [tenants.failed, 'failed'],
    [tenants.held, 'held'],
    [tenants.gaps, 'OK with gaps'],
    [tenants.running, 'syncing'],
    [tenants.queued, 'queued'],
    [tenants.paused, 'paused'],
    [tenants.ok - (tenants.gaps ?? 0), 'OK'],
    [tenants.unknown, 'unknown'],
  ];
  const words = parts.filter(([count]) => (count ?? 0) > 0).map(([count, word]) => `${number(count)} ${word}`);
  return words.length === 0 ? '' : `Tenants: ${words.join(', ')}.`;
}

export function ConnectionStatus({ one }: { one: Item<Connection> }) {
  const { tenants } = one;
  if ((tenants?.running ?? 0) > 0 && one.state === 'connected') {
    return <StateBadge state="syncing" why={countWords(tenants)} />;
  }
  const why = one.state === 'connected' ? countWords(tenants) : [one.stateSentence, one.remedy].filter(Boolean).join(' ');
  return (
    <Stack gap={4} align="flex-start">
      <StateBadge look={stateLook(one.status)} why={one.status === 'OK' ? null : why || null} />
      {one.status === 'Queued' && tenants?.startsAt && (
        <Text size="xs" c="dimmed" data-starts-at>
          starts <Age at={tenants.startsAt} size="xs" c="dimmed" />
        </Text>
      )}
      {one.pausedAt && (
        <Text size="xs" c="dimmed">
          by {one.pausedBy || 'the API'}, <Age at={one.pausedAt} size="xs" c="dimmed" />
        </Text>
      )}
    </Stack>
  );
}

const columns: Column<Connection>[] = [
  { id: 'name', header: 'Name', cell: (one) => <Name one={one} />, csv: (one) => one.name },
  { id: 'status', header: 'Status', cell: (one) => <ConnectionStatus one={one} />, csv: (one) => one.status },
  { id: 'tenants', header: 'Tenants', right: true, cell: (one) => number(one.tenants?.total), csv: (one) => String(one.tenants?.total ?? 0) },
  { id: 'matched', header: 'Matched', right: true, wide: true, cell: (one) => number(one.tenants?.matched), csv: (one) => String(one.tenants?.matched ?? 0) },
  {
    id: 'unmatched',
    header: 'Unmatched',
    right: true,
    wide: true,
    cell: (one) =>
      one.tenants?.unmatched ? (
        <LinkTo to="/integrations/$id/matching" params={{ id: one.id }}>
          {number(one.tenants.unmatched)}
        </LinkTo>
      ) : (
        '0'
      ),
    csv: (one) => String(one.tenants?.unmatched ?? 0),
  },
  { id: 'held', header: 'Held', right: true, wide: true, cell: (one) => number(one.tenants?.held), csv: (one) => String(one.tenants?.held ?? 0) },
  { id: 'failed', header: 'Failed', right: true, wide: true, cell: (one) => number(one.tenants?.failed), csv: (one) => String(one.tenants?.failed ?? 0) },
  { id: 'found', header: 'Tenants found', wide: true, cell: (one) => <Age at={one.discoveredAt} />, csv: (one) => one.discoveredAt ?? '' },
  { id: 'actions', header: '', right: true, cell: (one) => <ConnectionActions connection={one} /> },
];

export function Integrations() {
  const navigate = useNavigate();
  const state = useListState([]);
  const connections = useList<Connection>('/api/connections', state.query);
  const live = useConnected();
  const connect = <ButtonTo to="/integrations/connect">Connect Microsoft</ButtonTo>;
  return (
    <>
      <PageTitle
        title="Integrations"
        line={`Active integrations: what Reeve reads from Microsoft, and how it goes.${live ? ' Live.' : ''}`}
        actions={connections.data?.total ? connect : undefined}
      />
      <Stack>
        <ReturnNotice />
        <DataTable
          name="integrations"
          path="/api/connections"
          state={state}
          result={connections}
          columns={columns}
          onOpen={(one) => void navigate({ to: '/integrations/$id', params: { id: one.id } })}
          empty={
            <EmptyState
              icon={<IconPlugConnected size={28} />}
              title="Nothing is connected yet"
              why="Connect your Microsoft partner tenant to reach all customers at once, or a single tenant directly."
              action={connect}
            />
          }
        />
      </Stack>
    </>
  );
}
