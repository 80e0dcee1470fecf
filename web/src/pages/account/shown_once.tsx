// A secret that the server tells this once: a one-time link, an API key.
import { Alert, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { CopyField } from '../../parts/copy_field';

interface Props {
  title: string;
  sentence: string;
  label: string;
  value: string;
  onClose: () => void;
}

export function ShownOnce({ title, sentence, label, value, onClose }: Props) {
  return (
    <Alert color="green" icon={<IconKey />} title={title} withCloseButton closeButtonLabel="Close this notice" onClose={onClose} role="status">
      <Stack gap="xs">
        <Text size="sm">{sentence}</Text>
        <CopyField label={label} value={value} />
      </Stack>
    </Alert>
  );
}
