// Who changed what, newest first: people and syncs alike.
import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Item } from '../../api/client';
import { useList } from '../../api/queries';
import type { Change } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { changeWords } from '../../parts/words';

const shownFirst = 10;

function Line({ change }: { change: Item<Change> }) {
  const may = useMay();
  const who = change.accountName ?? (change.runId ? 'Microsoft sync' : change.actor);
  return (
    <div>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {changeWords(change)}
      </Text>
      <Group gap={6}>
        <Text size="xs" c="dimmed">
          {who}
        </Text>
        <Age at={change.at} size="xs" c="dimmed" />
        {change.runId && may.edit && (
          <LinkTo size="xs" to="/runs/$id" params={{ id: String(change.runId) }}>
            Open the sync
          </LinkTo>
        )}
      </Group>
    </div>
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
