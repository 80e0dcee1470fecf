// Each day's units of a product as two stepped lines: what was bought, and what of it was used.
import { Box, Group, Paper, Text } from '@mantine/core';
import type { LicenseDay } from '../../api/licenses';
import { stepPath, trendText } from './license_words';

const width = 800;
const height = 120;

function Key({ color, dashed, children }: { color: string; dashed?: boolean; children: string }) {
  return (
    <Group gap={6}>
      <svg width={22} height={4} aria-hidden>
        <line x1={0} x2={22} y1={2} y2={2} stroke={color} strokeWidth={3} strokeDasharray={dashed ? '5 3' : undefined} />
      </svg>
      <Text size="xs">{children}</Text>
    </Group>
  );
}

const bought = 'var(--mantine-color-gray-6)';
const used = 'var(--mantine-color-blue-6)';

// One day is no trend yet.
function OneDay({ days }: { days: LicenseDay[] }) {
  return (
    <Paper withBorder p="md">
      <Text fw={600}>History</Text>
      <Text size="sm">{trendText(days)}</Text>
    </Paper>
  );
}

export function Trend({ days }: { days: LicenseDay[] }) {
  if (days.length < 2) return <OneDay days={days} />;
  const most = Math.max(1, ...days.flatMap((one) => [one.active ?? 0, one.consumed ?? 0]));
  const line = (pick: (one: LicenseDay) => number | null) => stepPath(days.map(pick), most, width, height);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Text fw={600}>History</Text>
        <Group gap="md">
          <Key color={bought} dashed>
            Active
          </Key>
          <Key color={used}>Consumed</Key>
        </Group>
      </Group>
      <Box
        component="svg"
        role="img"
        aria-label={trendText(days)}
        viewBox={`-2 -4 ${width + 4} ${height + 8}`}
        preserveAspectRatio="none"
        w="100%"
        h={height}
        display="block"
      >
        <line x1={0} x2={width} y1={height} y2={height} stroke="var(--mantine-color-default-border)" vectorEffect="non-scaling-stroke" />
        <path d={line((one) => one.active)} fill="none" stroke={bought} strokeWidth={2} strokeDasharray="6 4" vectorEffect="non-scaling-stroke" />
        <path d={line((one) => one.consumed)} fill="none" stroke={used} strokeWidth={2} vectorEffect="non-scaling-stroke" />
      </Box>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {days[0]?.day}
        </Text>
        <Text size="xs" c="dimmed">
          at most {most}
        </Text>
        <Text size="xs" c="dimmed">
          {days.at(-1)?.day}
        </Text>
      </Group>
      <Text size="sm" mt="xs">
        {trendText(days)}
      </Text>
    </Paper>
  );
}
