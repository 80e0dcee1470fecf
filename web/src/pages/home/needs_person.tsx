// What needs a person, each line with the link to where it is decided; what a notice says is not said again.
import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowsJoin, IconCircleCheck, IconCircleX, IconEyeCheck, IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Item } from '../../api/client';
import type { Connection, Notice, Status, Tenant } from '../../api/resources';
import { ButtonTo } from '../../parts/link';
import { alreadyTold } from '../../parts/notice_words';
import { count } from '../../parts/words';

interface Props {
  notices: Item<Notice>[];
  status: Status;
  tenants: Item<Tenant>[];
  connections: Item<Connection>[];
  manage: boolean;
}

function Need({ icon, words, action }: { icon: ReactNode; words: string; action: ReactNode }) {
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm" wrap="nowrap" style={{ flex: '1 1 220px' }}>
        <Box style={{ flexShrink: 0 }} display="flex">
          {icon}
        </Box>
        <Text size="sm">{words}</Text>
      </Group>
      {action}
    </Group>
  );
}

const heldFirst = (tenant: Tenant) => tenant.lastRun?.state === 'held' && !tenant.firstSyncAcceptedAt && tenant.state !== 'ignored';

function connectionNeeds({ connections, notices }: Props): ReactNode[] {
  const told = alreadyTold(notices).connections;
  return connections
    .filter((one) => !told.has(one.id))
    .filter((one) => one.state === 'reconnect' || one.state === 'new')
    .map((one) => (
      <Need
        key={`connection-${one.id}`}
        icon={<IconAlertTriangle size={20} />}
        words={`${one.name}: ${one.stateSentence ?? 'nobody has signed in at Microsoft yet.'}`}
        action={
          <ButtonTo size="compact-sm" variant="default" to="/integrations/$id" params={{ id: one.id }}>
            Open {one.name}
          </ButtonTo>
        }
      />
    ));
}

function tenantNeeds({ status, tenants, connections, notices }: Props): ReactNode[] {
  const needs: ReactNode[] = [];
  const matching = (tenant: Item<Tenant> | undefined) => String(tenant?.connectionId ?? connections[0]?.id ?? '');
  const { unmatched } = status.tenants;
  if (unmatched > 0 && connections.length > 0) {
    const id = matching(tenants.find((one) => one.organizationId === null && one.state !== 'ignored' && !one.own));
    needs.push(
      <Need
        key="unmatched"
        icon={<IconArrowsJoin size={20} />}
        words={`${count(unmatched, 'tenant')} ${unmatched === 1 ? 'has' : 'have'} no organization yet, so nothing of theirs is written to documentation.`}
        action={
          <ButtonTo size="compact-sm" variant="default" to="/integrations/$id/matching" params={{ id }}>
            Match {count(unmatched, 'tenant')}
          </ButtonTo>
        }
      />,
    );
  }
  const held = tenants.filter(heldFirst);
  if (held.length > 0 && connections.length > 0 && !alreadyTold(notices).firstSyncs) {
    needs.push(
      <Need
        key="held"
        icon={<IconHandStop size={20} />}
        words={`${count(held.length, 'first sync', 'first syncs')} ${held.length === 1 ? 'waits' : 'wait'} until somebody accepts the preview.`}
        action={
          <ButtonTo size="compact-sm" variant="default" to="/integrations/$id/matching" params={{ id: matching(held[0]) }} search={{ tab: 'matched' }}>
            Look at {count(held.length, 'preview')}
          </ButtonTo>
        }
      />,
    );
  }
  return needs;
}

function runNeeds({ status, tenants, notices }: Props): ReactNode[] {
  const needs: ReactNode[] = [];
  const told = alreadyTold(notices);
  if (status.reviews > 0 && !told.reviews) {
    needs.push(
      <Need
        key="reviews"
        icon={<IconEyeCheck size={20} />}
        words={`${count(status.reviews, 'review')} ${status.reviews === 1 ? 'waits' : 'wait'} for a decision.`}
        action={
          <ButtonTo size="compact-sm" variant="default" to="/reviews">
            Open {count(status.reviews, 'review')}
          </ButtonTo>
        }
      />,
    );
  }
  for (const tenant of tenants.filter((one) => one.lastRun?.state === 'failed' && one.state !== 'ignored' && !told.tenants.has(one.id)).slice(0, 5)) {
    needs.push(
      <Need
        key={`failed-${tenant.id}`}
        icon={<IconCircleX size={20} />}
        words={`${tenant.name}: ${tenant.lastRun?.sentence ?? 'the last sync failed.'}`}
        action={
          <ButtonTo size="compact-sm" variant="default" to="/runs/$id" params={{ id: String(tenant.lastRun?.id) }}>
            Open the sync
          </ButtonTo>
        }
      />,
    );
  }
  return needs;
}

export function NeedsPerson(props: Props) {
  const needs = [...(props.manage ? connectionNeeds(props) : []), ...tenantNeeds(props), ...runNeeds(props)];
  if (needs.length === 0 && (props.status.tenants.total === 0 || props.notices.length > 0)) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="needs">
      <Title order={2} size="h4" id="needs" mb="sm">
        Needs a person
      </Title>
      {needs.length > 0 ? (
        <Stack gap="sm">{needs}</Stack>
      ) : (
        <Group gap="sm">
          <IconCircleCheck size={20} color="light-dark(var(--mantine-color-green-9), var(--mantine-color-green-4))" />
          <Text size="sm">Nothing right now. What Reeve cannot decide by itself appears here.</Text>
        </Group>
      )}
    </Paper>
  );
}
