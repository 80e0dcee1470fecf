// Contacts that were merged into this one, each with the way back.
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Merge } from '../../api/undo';
import { Age } from '../../parts/age';
import { tellError } from '../../parts/error_notice';
import { fieldName } from '../../parts/words';

function Line({ merge }: { merge: Item<Merge> }) {
  const may = useMay();
  const split = useWrite<Merge>('/api/contacts');
  // Told by the promise: the line is gone with the refreshed list, and its callbacks with it.
  const start = async () => {
    try {
      const { item } = await split.mutateAsync({
        path: `/api/contacts/${merge.survivorId}/split`,
        type: 'merges',
        attributes: { mergeId: Number(merge.id) },
      });
      const stayed = item.leftAsIs.map(fieldName).join(', ');
      notifications.show({
        color: stayed ? 'yellow' : 'green',
        title: `${item.otherName} is a contact of its own again`,
        message: stayed ? `Changed since, so it stays as it is here: ${stayed}.` : 'Both are again as they were.',
      });
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Group justify="space-between" wrap="nowrap" data-merged={merge.otherId}>
      <div>
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {merge.otherName}
        </Text>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            merged by {merge.accountName ?? 'an API key'}
          </Text>
          <Age at={merge.at} size="xs" c="dimmed" />
        </Group>
      </div>
      {may.edit && (
        <Button size="compact-sm" variant="default" leftSection={<IconArrowsSplit2 size={14} />} loading={split.isPending} onClick={() => void start()}>
          Split off
        </Button>
      )}
    </Group>
  );
}

export function Merged({ id }: { id: string }) {
  const merges = useList<Merge>(`/api/contacts/${id}/merges`);
  const rows = merges.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="merged">
      <Title order={2} size="h5" id="merged" mb="xs">
        Merged into this contact
      </Title>
      <Stack gap="xs">
        {rows.map((merge) => (
          <Line key={merge.id} merge={merge} />
        ))}
      </Stack>
    </Paper>
  );
}
