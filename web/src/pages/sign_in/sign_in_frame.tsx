// The card in which one signs in or uses a one-time link.
import { Box, Center, Group, Paper, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  line: ReactNode;
  children: ReactNode;
}

export function SignInFrame({ title, line, children }: Props) {
  useDocumentTitle(`${title} · Reeve`);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Box w="100%" maw={400}>
        <Group gap="xs" mb="md" justify="center">
          <img src="/favicon.svg" alt="" width={32} height={32} />
          <Text fw={700} size="xl">
            Reeve
          </Text>
        </Group>
        <Paper withBorder p="lg" shadow="sm">
          <Title order={1} size="h3">
            {title}
          </Title>
          <Text c="dimmed" size="sm" mb="md">
            {line}
          </Text>
          {children}
        </Paper>
      </Box>
    </Center>
  );
}
