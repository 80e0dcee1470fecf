// Who changed what, newest first: people and syncs alike; each change can be taken back.
import { Badge, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Change, Undo } from '../../api/undo';
import { Age } from '../../parts/age';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { tellUndo } from '../../parts/tell_undo';
import { changeWords } from '../../parts/words';
import { doesNothing } from '../history/undo_words';

const shownFirst = 10;
const touched = ['/api/contacts', '/api/flexible_assets', '/api/configurations', '/api/locations'];

function useUndoChange() {
  const write = useWrite<Undo>(...touched);
  const send = async (path: string) => (await write.mutateAsync({ path, type: 'undos' })).item;
  return {
    busy: write.isPending,
    undo: async (path: string) => {
      try {
        const done = await send(path);
        const left = done.leftAsIs[0];
        if (left) notifications.show({ color: 'yellow', title: 'This stays as it is', message: left.sentence });
        if (doesNothing(done)) return;
        tellUndo('Taken back. The next sync does not do it again.', async () => {
          await send(`/api/undos/${done.id}/undo`).catch(tellError);
        });
      } catch (error) {
        tellError(error);
      }
    },
  };
}

// What merges did is taken back by a split.
const canUndo = (change: Change) => !change.undoneById && !change.path.startsWith('merged');

function Line({ change }: { change: Item<Change> }) {
  const may = useMay();
  const { busy, undo } = useUndoChange();
  const who = change.accountName ?? (change.runId ? 'Microsoft sync' : change.actor);
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start" data-change={change.id}>
      <div>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }} td={change.undoneById ? 'line-through' : undefined}>
          {changeWords(change)}
        </Text>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            {who}
          </Text>
          <Age at={change.at} size="xs" c="dimmed" />
          {change.undoId && (
            <Badge variant="default" size="xs" radius="sm" tt="none">
              Undo
            </Badge>
          )}
          {change.undoneById && (
            <Badge variant="default" size="xs" radius="sm" tt="none">
              Taken back
            </Badge>
          )}
          {change.runId && may.edit && (
            <LinkTo size="xs" to="/runs/$id" params={{ id: String(change.runId) }}>
              Open the sync
            </LinkTo>
          )}
        </Group>
      </div>
      {may.edit && canUndo(change) && (
        <Button size="compact-xs" variant="default" loading={busy} aria-label={`Undo: ${changeWords(change)}`} onClick={() => void undo(`/api/changes/${change.id}/undo`)}>
          Undo
        </Button>
      )}
    </Group>
  );
}

export function History({ path }: { path: string }) {
  const changes = useList<Change>(path, { size: 200 });
  const [all, setAll] = useState(false);
  const rows = changes.data?.rows ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="history">
      <Title order={2} size="h5" id="history" mb="xs">
        History
      </Title>
      {changes.isPending && <Skeleton height={80} />}
      {changes.isError && <ErrorNotice error={changes.error} retry={() => void changes.refetch()} />}
      {changes.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has changed since it was written.
        </Text>
      )}
      <Stack gap="xs">
        {rows.slice(0, all ? undefined : shownFirst).map((change) => (
          <Line key={change.id} change={change} />
        ))}
      </Stack>
      {!all && rows.length > shownFirst && (
        <Button mt="sm" size="compact-sm" variant="default" onClick={() => setAll(true)}>
          Show all {rows.length} changes
        </Button>
      )}
    </Paper>
  );
}
