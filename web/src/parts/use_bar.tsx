// How much of what was bought is used: the used part filled, the unused part hatched.
import { Box, Text } from '@mantine/core';
import { stripes } from './state_badge';
import { number } from './words';

interface Props {
  used: number | null;
  of: number | null;
}

export function UseBar({ used, of }: Props) {
  if (used === null || of === null) {
    return (
      <Text size="sm" c="dimmed">
        Not known
      </Text>
    );
  }
  const over = used > of;
  const share = of > 0 ? Math.min(100, (used / of) * 100) : used > 0 ? 100 : 0;
  const words = `${number(used)} of ${number(of)} used`;
  return (
    <Box miw={110}>
      <Box
        role="img"
        aria-label={words}
        h={8}
        style={{ borderRadius: 4, overflow: 'hidden', border: '1px solid var(--mantine-color-default-border)', backgroundImage: stripes }}
      >
        <Box h="100%" w={`${share}%`} bg={over ? 'orange.6' : 'blue.6'} />
      </Box>
      <Text size="xs" c="dimmed">
        {words}
      </Text>
    </Box>
  );
}
