// One word, one color, one icon for each state, everywhere. The reason shows on hover and to screen readers.
import { Badge, Loader, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHandStop,
  IconPlayerPause,
  IconQuestionMark,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type StateLook, stateLook } from './words';

export const stateIcons: Record<StateLook['kind'], ReactNode> = {
  ok: <IconCircleCheck size={14} color="light-dark(var(--mantine-color-green-9), var(--mantine-color-green-4))" />,
  syncing: <Loader size={12} type="oval" color="blue.6" />,
  queued: <IconClock size={14} />,
  gaps: <IconAlertTriangle size={14} color="light-dark(var(--mantine-color-yellow-9), var(--mantine-color-yellow-5))" />,
  held: <IconHandStop size={14} color="light-dark(var(--mantine-color-orange-9), var(--mantine-color-orange-5))" />,
  failed: <IconCircleX size={14} color="light-dark(var(--mantine-color-red-9), var(--mantine-color-red-5))" />,
  paused: <IconPlayerPause size={14} />,
  unknown: <IconQuestionMark size={14} color="light-dark(var(--mantine-color-violet-9), var(--mantine-color-violet-3))" />,
};

export const stripes =
  'repeating-linear-gradient(135deg, transparent 0 5px, var(--mantine-color-default-border) 5px 7px)';

interface Props {
  look?: StateLook;
  state?: string | null;
  why?: string | null | undefined;
}

export function StateBadge({ look, state, why }: Props) {
  const shown = look ?? stateLook(state);
  const badge = (
    <Badge
      variant="light"
      color={shown.color}
      c="var(--mantine-color-text)"
      tt="none"
      fw={600}
      radius="sm"
      miw="max-content"
      leftSection={stateIcons[shown.kind]}
      data-state={shown.kind}
      tabIndex={why ? 0 : undefined}
      style={{
        flexShrink: 0,
        border: shown.kind === 'unknown' ? '1px dashed var(--mantine-color-violet-5)' : undefined,
        backgroundImage: shown.kind === 'paused' ? stripes : undefined,
      }}
    >
      {shown.word}
    </Badge>
  );
  if (!why) return badge;
  return (
    <Tooltip label={why} multiline maw={360} withArrow events={{ hover: true, focus: true, touch: true }}>
      {badge}
    </Tooltip>
  );
}
