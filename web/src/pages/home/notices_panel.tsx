// What Reeve tells by itself: each open notice with why, what to do and the way there; dismissed for oneself alone.
import { Badge, Box, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Item } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { Notice } from '../../api/resources';
import { Age } from '../../parts/age';
import { tellError } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { tellUndo } from '../../parts/tell_undo';
import { count } from '../../parts/words';

const icons: Record<Notice['severity'], ReactNode> = {
  critical: <IconCircleX size={20} color="light-dark(var(--mantine-color-red-9), var(--mantine-color-red-5))" />,
  warning: <IconAlertTriangle size={20} color="light-dark(var(--mantine-color-orange-9), var(--mantine-color-orange-5))" />,
  info: <IconInfoCircle size={20} />,
};

// "/integrations/7?tab=matched" as the router wants it.
function placeOf(path: string) {
  const [to, query] = path.split('?');
  return { to: to ?? '/', search: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

function useMute() {
  const save = useWrite('/api/notices');
  const put = (one: Item<Notice>, muted: boolean) =>
    save.mutateAsync({ method: muted ? 'POST' : 'DELETE', path: `/api/notices/${one.id}/mute`, type: 'notices' }).then(() => undefined);
  return {
    dismiss: (one: Item<Notice>) =>
      void put(one, true)
        .then(() => tellUndo(`“${one.title}” is dismissed on your Home page. It stays open until it is mended.`, () => put(one, false).catch(tellError)))
        .catch(tellError),
    showAgain: (one: Item<Notice>) => void put(one, false).catch(tellError),
  };
}

function Line({ one, mute }: { one: Item<Notice>; mute: ReturnType<typeof useMute> }) {
  return (
    <Group component="li" justify="space-between" align="flex-start" gap="sm" data-notice={one.kind}>
      <Group gap="sm" wrap="nowrap" align="flex-start" style={{ flex: '1 1 260px', minWidth: 0 }}>
        <Box style={{ flexShrink: 0 }} display="flex" pt={2}>
          {icons[one.severity]}
        </Box>
        <div style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {one.title}
            </Text>
            <Age at={one.openedAt} c="dimmed" size="xs" />
            {one.muted && (
              <Badge variant="default" tt="none" fw={500} size="sm">
                Dismissed
              </Badge>
            )}
          </Group>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {one.sentence}
          </Text>
          {one.remedy && (
            <Text size="sm" c="dimmed">
              {one.remedy}
            </Text>
          )}
        </div>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <ButtonTo size="compact-sm" variant="default" aria-label={`Open: ${one.title}`} {...placeOf(one.path)}>
          Open
        </ButtonTo>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          aria-label={`${one.muted ? 'Show again' : 'Dismiss'}: ${one.title}`}
          onClick={() => (one.muted ? mute.showAgain(one) : mute.dismiss(one))}
        >
          {one.muted ? 'Show again' : 'Dismiss'}
        </Button>
      </Group>
    </Group>
  );
}

// `notices`: the open ones, dismissed ones too.
export function NoticesPanel({ notices }: { notices: Item<Notice>[] }) {
  const mute = useMute();
  const [all, setAll] = useState(false);
  const dismissed = notices.filter((one) => one.muted).length;
  const shown = notices.filter((one) => all || !one.muted);
  if (notices.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="notices">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="notices">
          Notices
        </Title>
        {dismissed > 0 && (
          <Button size="compact-sm" variant="subtle" color="gray" c="var(--mantine-color-text)" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Hide dismissed' : `Show ${count(dismissed, 'dismissed notice')}`}
          </Button>
        )}
      </Group>
      {shown.length > 0 ? (
        <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {shown.map((one) => (
            <Line key={one.id} one={one} mute={mute} />
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          You have dismissed everything that is open.
        </Text>
      )}
    </Paper>
  );
}
