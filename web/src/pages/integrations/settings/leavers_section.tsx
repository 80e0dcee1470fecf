// What becomes of a contact whose user is disabled, deleted or back again.
import { Checkbox, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { PersonStateBadge } from '../../../parts/person_state';
import type { SectionProps } from './section';

interface Rule {
  contactType: string;
  archive: boolean;
}

const states = [
  { name: 'disabled', state: 'disabled', why: 'The account may not sign in any more.' },
  { name: 'unlicensed', state: 'unlicensed', why: 'A member whose last license was taken.' },
  { name: 'shared', state: 'shared', why: 'The mailbox was converted to a shared one.' },
  { name: 'softDeleted', state: 'soft_deleted', why: 'Deleted, and restorable for 30 days.' },
  { name: 'deleted', state: 'deleted', why: 'Deleted for good.' },
] as const;

type Leavers = Record<(typeof states)[number]['name'], Rule>;

export function LeaversSection({ value, onChange }: SectionProps) {
  const leavers = value as unknown as Leavers;
  const set = (name: keyof Leavers, rule: Rule) => onChange({ ...leavers, [name]: rule } as unknown as SectionProps['value']);
  return (
    <Stack maw={760}>
      <Text size="sm">
        Microsoft's state stands on every contact by itself. Here you choose whether a contact also gets another type or is archived. Nothing is ever deleted; when the person comes back, what was changed here is put back, unless somebody edited it since.
      </Text>
      {states.map(({ name, state, why }) => (
        <Paper key={name} withBorder p="sm">
          <Group justify="space-between" gap="sm">
            <Stack gap={2} miw={220}>
              <Group gap={6}>
                <PersonStateBadge state={state} />
              </Group>
              <Text size="xs" c="dimmed">
                {why}
              </Text>
            </Stack>
            <Group gap="md" align="center">
              <TextInput
                aria-label={`Contact type of people who are: ${why}`}
                placeholder="Type stays as it is"
                w={200}
                maxLength={100}
                value={leavers[name].contactType}
                onChange={(event) => set(name, { ...leavers[name], contactType: event.currentTarget.value })}
              />
              <Checkbox label="Archive" checked={leavers[name].archive} onChange={(event) => set(name, { ...leavers[name], archive: event.currentTarget.checked })} />
            </Group>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
