// What Microsoft really granted a connection, beside what its tier needs; and changing the tier.
import { Alert, Badge, Button, Group, Modal, Paper, SimpleGrid, Skeleton, Spoiler, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconCircleCheck, IconHelpCircle, IconMinus, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { show, type Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { Connection, ConnectionGrant, ConnectionTier, GrantSide } from '../../api/resources';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { useSignInAtMicrosoft } from './connection_actions';
import { grantColors, grantRows, grantTitles, type GrantRow } from './connection_tiers';
import { TierStep } from './wizard_steps';

const marks: Record<GrantRow['mark'], { icon: React.ReactNode; word: string; color: string }> = {
  granted: { icon: <IconCheck size={14} />, word: 'Granted', color: 'green' },
  missing: { icon: <IconX size={14} />, word: 'Missing', color: 'red' },
  extra: { icon: <IconPlus size={14} />, word: 'Not needed', color: 'yellow' },
};

const fewNames = 60; // letters: what is more than two lines, of permissions that nobody needs, waits behind a button

function Names({ row }: { row: GrantRow }) {
  const text = (
    <Text size="sm" lh={1.3} style={{ overflowWrap: 'anywhere' }}>
      {row.name}
    </Text>
  );
  if (row.mark !== 'extra' || row.name.length <= fewNames) return text;
  return (
    <Spoiler maxHeight={36} showLabel={`Show all ${row.name.split(', ').length}`} hideLabel="Show less" styles={{ control: { fontSize: 'var(--mantine-font-size-sm)' } }}>
      {text}
    </Spoiler>
  );
}

function Side({ title, side }: { title: string; side: GrantSide }) {
  const rows = grantRows(side);
  return (
    <div>
      <Title order={3} size="h6" mb={6}>
        {title}
      </Title>
      {!side.known && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconHelpCircle size={16} color="var(--mantine-color-violet-6)" style={{ flexShrink: 0, marginTop: 2 }} />
          <Text size="sm">Unknown. {side.sentence}</Text>
        </Group>
      )}
      {side.known && rows.length === 0 && (
        <Group gap="xs">
          <IconMinus size={16} />
          <Text size="sm">None needed.</Text>
        </Group>
      )}
      <Stack gap={4}>
        {rows.map((row) => (
          <Group key={row.name} gap="xs" wrap="nowrap" align="flex-start" data-grant={row.mark}>
            <Badge variant="light" color={marks[row.mark].color} c="var(--mantine-color-text)" leftSection={marks[row.mark].icon} tt="none" fw={500} style={{ flexShrink: 0 }}>
              {marks[row.mark].word}
            </Badge>
            <Names row={row} />
          </Group>
        ))}
      </Stack>
    </div>
  );
}

function Found({ grant }: { grant: ConnectionGrant }) {
  const icon = grant.state === 'fine' ? <IconCircleCheck /> : grant.state === 'unknown' ? <IconHelpCircle /> : <IconPlus />;
  return (
    <Stack>
      <Alert color={grantColors[grant.state]} icon={icon} title={grantTitles[grant.state]} data-granted={grant.state}>
        <Text size="sm">
          {grant.sentence}
          {grant.remedy ? ` ${grant.remedy}` : ''}
        </Text>
      </Alert>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Side title="Application permissions" side={grant.application} />
        <Side title="Delegated permissions" side={grant.delegated} />
      </SimpleGrid>
    </Stack>
  );
}

function ChangeTier({ connection, onClose }: { connection: Item<Connection>; onClose: () => void }) {
  const tiers = useList<ConnectionTier>('/api/connection_tiers', { filter: { kind: connection.kind, cloud: connection.cloud, applicationName: connection.name } });
  const [tier, setTier] = useState(connection.tier);
  const save = useWrite<Connection>('/api/connections');
  const signIn = useSignInAtMicrosoft();
  const store = async (then: () => Promise<void> | void) => {
    try {
      await save.mutateAsync({ method: 'PATCH', path: `/api/connections/${connection.id}`, type: 'connections', attributes: { tier, version: connection.version } });
      await then();
    } catch (error) {
      tellError(error);
    }
  };
  const kept = () => {
    notifications.show({ color: 'green', title: 'Tier changed', message: 'Add its permissions in Entra, grant consent, and sign in at Microsoft once more.' });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size="xl" title={`Permissions of ${connection.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        {tiers.isPending && <Skeleton height={300} />}
        {tiers.isError && <ErrorNotice error={tiers.error} />}
        {tiers.data && <TierStep tiers={tiers.data.rows} tier={tier} onChange={setTier} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={save.isPending} onClick={() => void store(kept)}>
            Save
          </Button>
          <Button loading={save.isPending || signIn.busy} onClick={() => void store(() => signIn.go(connection.id))}>
            Save and sign in at Microsoft
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

// Each answer costs Microsoft two tokens: live events must not ask again, only a person or another tier.
function useGranted(connection: Item<Connection>, enabled: boolean) {
  return useQuery({
    queryKey: ['granted', connection.id, connection.tier, connection.connectedAt],
    queryFn: () => show<ConnectionGrant>(`/api/connections/${connection.id}/granted`),
    enabled,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

// `at once`: the browser just came back from Microsoft, so the answer is looked up without asking.
export function GrantedPanel({ connection, atOnce }: { connection: Item<Connection>; atOnce: boolean }) {
  const [asked, setAsked] = useState(atOnce);
  const [changing, setChanging] = useState(false);
  const tiers = useList<ConnectionTier>('/api/connection_tiers', { filter: { kind: connection.kind, cloud: connection.cloud } });
  const grant = useGranted(connection, asked);
  const title = tiers.data?.rows.find((one) => one.name === connection.tier)?.title ?? connection.tier;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="permissions">
      <Group justify="space-between" mb={asked ? 'md' : 0}>
        <div>
          <Title order={2} size="h5" id="permissions">
            Permissions
          </Title>
          <Text size="sm" c="dimmed">
            {title}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            loading={grant.isFetching}
            onClick={() => (asked ? void grant.refetch() : setAsked(true))}
          >
            Check what is granted
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
            Change
          </Button>
        </Group>
      </Group>
      {asked && grant.isPending && <Skeleton height={120} aria-label="Asking Microsoft" />}
      {asked && grant.isError && <ErrorNotice error={grant.error} retry={() => void grant.refetch()} />}
      {asked && grant.data && <Found grant={grant.data.item} />}
      {changing && <ChangeTier connection={connection} onClose={() => setChanging(false)} />}
    </Paper>
  );
}
