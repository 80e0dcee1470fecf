// Says what was done and offers to undo it, instead of asking beforehand.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const shownMilliseconds = 8_000;
let next = 0;

export function tellUndo(words: string, undo: () => Promise<void>) {
  next += 1;
  const id = `undo-${next}`;
  notifications.show({
    id,
    color: 'green',
    autoClose: shownMilliseconds,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{words}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            void undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
