// GDAP relationships: where each stands, whom the group reaches, inviting customers.
import { Button, Group, HoverCard, Stack, Text } from '@mantine/core';
import { IconHeartHandshake, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Onboarding, OnboardingStep, Relationship } from '../../api/customer_access';
import { useList } from '../../api/queries';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { Notice } from '../../parts/error_notice';
import { useListState } from '../../parts/list_state';
import { StateBadge } from '../../parts/state_badge';
import { count } from '../../parts/words';
import { accessPath, ActButton, CopyLink, StepEnd, useAskFor, useSignInFor } from './customer_access_parts';
import { letsInWords, maySend, relationshipLook, withoutGroup } from './customer_access_words';
import { InviteCustomers } from './invite_customers';

function Roles({ row }: { row: Relationship }) {
  return (
    <HoverCard width={320} withArrow>
      <HoverCard.Target>
        <Button size="compact-sm" variant="default">
          {count(row.roles.length, 'role')}
        </Button>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <Stack gap={4}>
          {row.roles.map((role) => (
            <Text key={role.id} size="sm">
              {role.name}
            </Text>
          ))}
          <Text size="xs" c="dimmed">
            {letsInWords(row.letsIn)}
          </Text>
        </Stack>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

function OurGroup({ row }: { row: Relationship }) {
  if (row.assignState) return <StepEnd step={{ state: row.assignState, sentence: row.assignSentence, remedy: row.assignRemedy }} />;
  if (row.status !== 'active') return <Text size="sm" c="dimmed">When it is active</Text>;
  if (row.hasOurGroup === null) return <StateBadge look={{ kind: 'unknown', word: 'Unknown', color: 'violet' }} why="No group is chosen yet, or Microsoft was not asked since." />;
  return <Text size="sm">{row.hasOurGroup ? 'Has it' : 'Does not have it'}</Text>;
}

const day = (at: string | null) => (at ? new Date(at).toLocaleDateString() : '');

const columns: Column<Relationship>[] = [
  {
    id: 'customer',
    header: 'Customer',
    cell: (row) => (
      <>
        <Text size="sm" fw={500}>
          {row.customerName ?? 'Whoever opens the link'}
        </Text>
        <Text size="xs" c="dimmed">
          {row.name}
        </Text>
      </>
    ),
    csv: (row) => row.customerName ?? '',
  },
  { id: 'status', header: 'Status', cell: (row) => <StateBadge look={relationshipLook(row.status)} />, csv: (row) => row.status },
  { id: 'roles', header: 'Roles', wide: true, cell: (row) => <Roles row={row} />, csv: (row) => row.roles.map((role) => role.name).join('; ') },
  {
    id: 'ends',
    header: 'Ends',
    wide: true,
    cell: (row) => (
      <Text size="sm">
        {day(row.endsAt)}
        {row.autoExtend ? ', extends itself' : ''}
      </Text>
    ),
    csv: (row) => row.endsAt ?? '',
  },
  { id: 'group', header: 'Security group', cell: (row) => <OurGroup row={row} />, csv: (row) => (row.hasOurGroup === null ? '' : String(row.hasOurGroup)) },
  {
    id: 'link',
    header: 'Invitation',
    right: true,
    cell: (row) => row.invitationLink && <CopyLink value={row.invitationLink} label="Copy invitation" />,
    csv: (row) => row.invitationLink ?? '',
  },
];

const filters = [
  {
    name: 'status',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'approvalPending', label: 'Waiting' },
      { value: 'expired', label: 'Expired' },
      { value: 'terminated', label: 'Terminated' },
    ],
  },
];

// Invitations that came to nothing: they have no relationship to stand beside.
function RefusedInvitations({ connection }: { connection: string }) {
  const steps = useList<OnboardingStep>(`${accessPath(connection)}/onboarding_steps`, { filter: { act: 'invite', state: 'refused' } });
  return (
    <>
      {steps.data?.rows.map((step) => (
        <Notice key={step.id} color="orange" title={`${step.name} was not invited`} sentence={step.sentence ?? ''} remedy={step.remedy} details={step.detail} />
      ))}
    </>
  );
}

export function RelationshipsPanel({ connection, session }: { connection: string; session: Onboarding | undefined }) {
  const path = `${accessPath(connection)}/relationships`;
  const [inviting, setInviting] = useState(false);
  const state = useListState(['status']);
  const result = useList<Relationship>(path, state.query);
  const ask = useAskFor(connection);
  const signIn = useSignInFor(connection);
  const open = withoutGroup(result.data?.rows ?? []).length;
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed" style={{ flex: '1 1 320px' }}>
          A GDAP relationship lends your staff roles in a customer’s tenant. Reeve makes it with the tier’s roles for two years, you
          send the invitation link, and Reeve follows it until it is active. Then your security group gets the roles, never more than
          the relationship holds.
        </Text>
        <Group gap="xs">
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => void ask.send('relationships/refresh', 'Looking for relationships')}>
            Look again
          </Button>
          <ActButton connection={connection} session={session} act="relationships" onAct={() => setInviting(true)}>
            Invite customers
          </ActButton>
          {maySend(session, 'relationships') && session?.group && (
            <Button variant="default" loading={ask.busy} onClick={() => void ask.send('relationships/assign', 'Security group')}>
              {open > 0 ? `Give the group to all (${open} without it)` : 'Give the group to all again'}
            </Button>
          )}
        </Group>
      </Group>
      {session && !session.group && <Text size="sm">No security group is chosen yet: do so under Groups, so that relationships can be given to it.</Text>}
      <RefusedInvitations connection={connection} />
      <DataTable
        name="relationships"
        path={path}
        state={state}
        result={result}
        columns={columns}
        cards
        filters={filters}
        searchLabel="Search relationships"
        bulk={(rows, clear) =>
          maySend(session, 'relationships') ? (
            <Button loading={ask.busy} onClick={() => void ask.send('relationships/assign', 'Security group', { relationships: rows.map((row) => row.externalId) }).then((sent) => sent && clear())}>
              Give the group to {count(rows.length, 'relationship')}
            </Button>
          ) : (
            <Button variant="default" loading={signIn.busy} onClick={() => void signIn.go('relationships')}>
              Sign in for this
            </Button>
          )
        }
        empty={
          <EmptyState
            icon={<IconHeartHandshake size={28} />}
            title="No relationships known"
            why="Choose Look again to ask Microsoft for them, or invite your first customer."
          />
        }
      />
      {inviting && <InviteCustomers connection={connection} roles={session?.roles ?? []} onClose={() => setInviting(false)} />}
    </Stack>
  );
}
