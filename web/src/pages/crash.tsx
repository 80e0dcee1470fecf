// What stands where a page should be: an address nobody knows, or a fault of this page's own code.
import { Box, Button, Code, Stack, Text } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState } from '../parts/empty_state';
import { ButtonTo } from '../parts/link';
import { PageTitle } from '../parts/page_title';

export function Missing() {
  return (
    <Box p="md" component="main">
      <PageTitle title="No such page" line="Nothing is kept under this address." />
      <EmptyState
        icon={<IconMapQuestion size={28} />}
        title="There is no page here"
        why="The link is mistyped or old, or what it led to was removed."
        action={<ButtonTo to="/">Go to Home</ButtonTo>}
      />
    </Box>
  );
}

export function Crash({ error, reset }: ErrorComponentProps) {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    <Stack p="md" maw={720} component="main">
      <PageTitle
        title="This page broke"
        line="It is a fault of the page, not of your data. Load it again; if it stays, send the lines below to whoever runs Reeve."
        actions={<Button onClick={() => (reset(), location.reload())}>Load again</Button>}
      />
      <Code block>{words}</Code>
      <Text size="sm">
        <ButtonTo to="/" variant="default">
          Go to Home
        </ButtonTo>
      </Text>
    </Stack>
  );
}
