// Microsoft's state of a person: one word, one color, one icon, on lists, pages and the timeline.
import { Badge, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck, IconHelp, IconLicenseOff, IconTrash, IconTrashX, IconUserOff, IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ageText } from './words';
import { personStateWord, type PersonState } from './person_words';

const icons: Record<PersonState, ReactNode> = {
  enabled: <IconCircleCheck size={14} />,
  disabled: <IconUserOff size={14} />,
  unlicensed: <IconLicenseOff size={14} />,
  shared: <IconUsersGroup size={14} />,
  soft_deleted: <IconTrash size={14} />,
  deleted: <IconTrashX size={14} />,
  removed: <IconHelp size={14} />,
  returned: <IconArrowBackUp size={14} />,
};

interface Props {
  state: string | null;
  since?: string | null | undefined;
  quiet?: boolean; // nothing where all is as usual
}

export function PersonStateBadge({ state, since, quiet = false }: Props) {
  if (!state || (quiet && state === 'enabled')) return null;
  const { word, color, why } = personStateWord(state);
  return (
    <Tooltip label={since ? `${why} Since ${ageText(since, new Date())}.` : why} multiline maw={360} withArrow events={{ hover: true, focus: true, touch: true }}>
      <Badge variant="light" color={color} c="var(--mantine-color-text)" tt="none" fw={600} radius="sm" miw="max-content" tabIndex={0} leftSection={icons[state as PersonState]} data-person-state={state}>
        {word}
      </Badge>
    </Tooltip>
  );
}
