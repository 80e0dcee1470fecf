// A bar per data type while a run goes on: "users 640 of ~1,200".
import { Group, Progress, Stack, Text } from '@mantine/core';
import type { LiveRun } from '../api/events';
import { progressText } from './words';

export function LiveProgress({ run }: { run: LiveRun }) {
  const types = Object.entries(run.types);
  if (types.length === 0) {
    return (
      <Group gap="xs" wrap="nowrap">
        <Progress value={100} animated striped w={80} aria-label="Sync under way" />
        <Text size="xs" c="dimmed">
          {run.sentence || 'Asking Microsoft…'}
        </Text>
      </Group>
    );
  }
  return (
    <Stack gap={2}>
      {types.map(([type, { done, about }]) => {
        const share = about ? Math.min(100, (100 * done) / about) : 100;
        const words = progressText(type, done, about);
        return (
          <Group key={type} gap="xs" wrap="nowrap" data-progress={type}>
            <Progress value={share} animated={share < 100} w={80} style={{ flexShrink: 0 }} aria-label={words} />
            <Text size="xs" c="dimmed">
              {words}
            </Text>
          </Group>
        );
      })}
    </Stack>
  );
}
