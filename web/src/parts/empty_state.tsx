// An empty place says why it is empty and what to do.
import { Center, Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  icon: ReactNode;
  title: string;
  why: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, why, action }: Props) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={460}>
        <ThemeIcon variant="light" color="gray" c="var(--mantine-color-text)" size={56} radius="xl">
          {icon}
        </ThemeIcon>
        <Text fw={600} ta="center">
          {title}
        </Text>
        <Text c="dimmed" size="sm" ta="center">
          {why}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}
