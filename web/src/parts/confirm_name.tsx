// For what cannot be undone: names the effect and asks for the name to be typed.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  effect: string;
  name: string;
  verb: string;
  busy: boolean;
  onConfirm: () => void;
}

export function ConfirmName({ opened, onClose, title, effect, name, verb, busy, onConfirm }: Props) {
  const [typed, setTyped] = useState('');
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text size="sm">{effect}</Text>
        <TextInput
          data-autofocus
          label={`Type “${name}” to go on`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button color="red" disabled={typed.trim() !== name} loading={busy} onClick={onConfirm}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
