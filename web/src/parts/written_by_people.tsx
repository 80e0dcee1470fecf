// What people wrote down beside Microsoft's facts, a line each; nothing where nobody wrote anything.
import { Paper, Stack, Text, Title } from '@mantine/core';

interface WrittenLine {
  label: string;
  value?: string | null;
}

export function WrittenByPeople({ lines }: { lines: WrittenLine[] }) {
  const written = lines.filter((line) => line.value);
  if (written.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        Written by people
      </Title>
      <Stack gap="xs">
        {written.map(({ label, value }) => (
          <div key={label}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {value}
            </Text>
          </div>
        ))}
      </Stack>
    </Paper>
  );
}
