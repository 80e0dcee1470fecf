// E-mail addresses or phone numbers of a contact: several, one of them primary.
import { ActionIcon, Button, Fieldset, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

export interface Entry {
  value: string;
  primary: boolean;
  labelName: string;
  extension?: string | null;
}

interface Props {
  label: string;
  one: string;
  type: 'email' | 'tel';
  note: string | undefined;
  entries: Entry[];
  onChange: (entries: Entry[]) => void;
}

// Without the one taken away; where it was the primary, the first one left is. Pure.
export function without(entries: Entry[], index: number): Entry[] {
  const left = entries.filter((_one, at) => at !== index);
  return left.some((one) => one.primary) ? left : left.map((one, at) => ({ ...one, primary: at === 0 }));
}

export function EntryList({ label, one, type, note, entries, onChange }: Props) {
  const put = (index: number, change: Partial<Entry>) => onChange(entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry)));
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        {note && (
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        )}
        {entries.map((entry, index) => (
          <Group key={index} gap="xs">
            <TextInput
              type={type}
              aria-label={`${one} ${index + 1}`}
              value={entry.value}
              style={{ flex: '2 1 180px' }}
              onChange={(event) => put(index, { value: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Label of ${one.toLowerCase()} ${index + 1}`}
              placeholder="Label, such as Work"
              value={entry.labelName}
              style={{ flex: '1 1 110px' }}
              onChange={(event) => put(index, { labelName: event.currentTarget.value })}
            />
            <Radio
              label="Primary"
              name={label}
              checked={entry.primary}
              onChange={() => onChange(entries.map((other, at) => ({ ...other, primary: at === index })))}
            />
            <ActionIcon variant="default" aria-label={`Remove ${one.toLowerCase()} ${index + 1}`} onClick={() => onChange(without(entries, index))}>
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => onChange([...entries, { value: '', primary: entries.length === 0, labelName: '' }])}>
            Add {one.toLowerCase()}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
