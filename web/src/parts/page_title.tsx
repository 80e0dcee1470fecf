// A page has one title, one line that says what it is for, and its actions at the right.
import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  line: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
}

export function PageTitle({ title, line, badge, actions }: Props) {
  useDocumentTitle(`${title} · Reeve`);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <Box style={{ flex: '1 1 min(440px, 100%)', minWidth: 0 }}>
        <Group gap="sm" align="center">
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {badge}
        </Group>
        <Text c="dimmed" size="sm" component="div">
          {line}
        </Text>
      </Box>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
