// How devices and addresses become documentation.
import { Checkbox, Select, Stack, TagsInput } from '@mantine/core';
import type { SectionProps } from './section';

const ways = [
  { value: 'create', label: 'Link or create a configuration' },
  { value: 'hold', label: 'Link; ask before creating one' },
  { value: 'link', label: 'Link only what is documented already' },
  { value: 'skip', label: 'Leave out' },
];

export function DevicesSection({ value, onChange }: SectionProps) {
  const set = (name: string, next: unknown) => onChange({ ...value, [name]: next });
  return (
    <Stack maw={560}>
      <Select
        label="Devices that Intune manages"
        data={ways}
        allowDeselect={false}
        value={String(value.intuneDevices)}
        onChange={(next) => set('intuneDevices', next)}
      />
      <Select
        label="Devices that only Entra ID knows"
        description="Mostly private phones and computers, registered once."
        data={ways}
        allowDeselect={false}
        value={String(value.entraOnlyDevices)}
        onChange={(next) => set('entraOnlyDevices', next)}
      />
      <Checkbox
        label="Relate devices to the people who use them"
        checked={value.relateDevices === true}
        onChange={(event) => set('relateDevices', event.currentTarget.checked)}
      />
      <Checkbox
        label="Relate licenses to the people who hold them"
        checked={value.relateLicenses === true}
        onChange={(event) => set('relateLicenses', event.currentTarget.checked)}
      />
      <Checkbox
        label="Keep the tenant's address as a location"
        checked={value.location === 'create'}
        onChange={(event) => set('location', event.currentTarget.checked ? 'create' : 'skip')}
      />
      <TagsInput
        label="Serial numbers that prove nothing"
        description="What makers leave in machines that they did not number. Type one and press Enter."
        value={(value.junkSerials as string[] | undefined) ?? []}
        onChange={(next) => set('junkSerials', next)}
      />
      <TagsInput
        label="MAC addresses that prove nothing"
        description="Adapters that software gives to every machine alike, whole or their beginning. What is seen on several machines proves nothing anyway."
        value={(value.junkMacs as string[] | undefined) ?? []}
        onChange={(next) => set('junkMacs', next)}
      />
    </Stack>
  );
}
