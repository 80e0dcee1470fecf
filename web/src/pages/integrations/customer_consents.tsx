// Customers' tenants: who reads them, consent there, and the link for their own administrator.
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconBuildingSkyscraper } from '@tabler/icons-react';
import type { CustomerConsent, Onboarding } from '../../api/customer_access';
import type { Item } from '../../api/client';
import { useList } from '../../api/queries';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { useListState } from '../../parts/list_state';
import { StateBadge } from '../../parts/state_badge';
import { count, wayName } from '../../parts/words';
import { accessPath, ActButton, CopyLink, StepEnd, useAskFor, useSignInFor } from './customer_access_parts';
import { maySend, readByLook } from './customer_access_words';

const columns: Column<CustomerConsent>[] = [
  {
    id: 'name',
    header: 'Tenant',
    sort: 'name',
    cell: (row) => (
      <>
        <Text size="sm" fw={500}>
          {row.name}
        </Text>
        <Text size="xs" c="dimmed">
          {row.defaultDomain ?? row.entraTenantId}
        </Text>
      </>
    ),
    csv: (row) => row.name,
  },
  {
    id: 'way',
    header: 'Way in',
    wide: true,
    cell: (row) =>
      row.ways.length === 0
        ? 'None'
        : row.ways.map((one) => (
            <Text key={one.way} size="sm">
              {wayName(one.way)}
              {one.state === 'lost' ? ` (lost: ${one.reason ?? 'no reason told'})` : ''}
            </Text>
          )),
    csv: (row) => row.ways.map((one) => `${one.way} ${one.state}`).join('; '),
  },
  {
    id: 'read',
    header: 'Read',
    cell: (row) => <StateBadge look={readByLook(row)} why={row.readBySentence ?? (row.readBy ? undefined : 'Reeve has not asked for this tenant yet.')} />,
    csv: (row) => row.readBy ?? '',
  },
  { id: 'consent', header: 'Consent', cell: (row) => <StepEnd step={row} />, csv: (row) => row.state ?? '' },
  { id: 'link', header: 'By hand', wide: true, right: true, cell: (row) => <CopyLink value={row.consentLink} label="Copy consent link" />, csv: (row) => row.consentLink },
];

export function CustomerConsents({ connection, session }: { connection: string; session: Onboarding | undefined }) {
  const path = `${accessPath(connection)}/consents`;
  const state = useListState([], 'name');
  const result = useList<CustomerConsent>(path, state.query);
  const ask = useAskFor(connection);
  const signIn = useSignInFor(connection);
  const some = (rows: Item<CustomerConsent>[], clear: () => void) =>
    void ask.send('consents', 'Consent', { tenants: rows.map((row) => Number(row.id)) }).then((sent) => sent && clear());
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed" style={{ flex: '1 1 320px' }}>
          Consent gives the application exactly the permissions of this connection’s tier in each customer’s tenant. What only this
          needs is taken back afterwards. Where your rights do not reach, send the customer the link: one of its Global Administrators
          opens it and accepts.
        </Text>
        <ActButton connection={connection} session={session} act="consent" busy={ask.busy} onAct={() => void ask.send('consents', 'Consent')}>
          Consent in all open tenants
        </ActButton>
      </Group>
      <DataTable
        name="customer-consents"
        path={path}
        state={state}
        result={result}
        columns={columns}
        cards
        searchLabel="Search tenants"
        bulk={(rows, clear) =>
          maySend(session, 'consent') ? (
            <Button loading={ask.busy} onClick={() => some(rows, clear)}>
              Consent in {count(rows.length, 'tenant')}
            </Button>
          ) : (
            <Button variant="default" loading={signIn.busy} onClick={() => void signIn.go('consent')}>
              Sign in for this
            </Button>
          )
        }
        empty={
          <EmptyState
            icon={<IconBuildingSkyscraper size={28} />}
            title="No customers yet"
            why="Reeve knows no customer's tenant by this connection. Invite customers under Relationships, or find tenants on the connection's page."
          />
        }
      />
    </Stack>
  );
}
