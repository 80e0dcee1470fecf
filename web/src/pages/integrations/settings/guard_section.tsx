// How much one sync may change before a person must agree.
import { Fieldset, Group, NumberInput, Stack, Switch, Text, Textarea } from '@mantine/core';
import type { SectionProps } from './section';

interface Limit {
  share: number;
  number: number;
}

interface Guard {
  enabled: boolean;
  reason: string;
  create: Limit;
  change: Limit;
  leave: Limit;
}

const acts = [
  { name: 'leave', title: 'People leave', what: 'gone or disabled at once' },
  { name: 'change', title: 'Contacts change', what: 'written into at once' },
  { name: 'create', title: 'Contacts are created', what: 'new at once' },
] as const;

function LimitFields({ title, what, value, onChange, off }: { title: string; what: string; value: Limit; onChange: (value: Limit) => void; off: boolean }) {
  const number = (text: string | number) => (typeof text === 'number' ? text : Number(text) || 0);
  return (
    <Fieldset legend={title} disabled={off}>
      <Group align="flex-end" gap="sm">
        <NumberInput label="More than" suffix=" %" w={110} min={0} max={100} clampBehavior="strict" allowDecimal={false} value={value.share} onChange={(share) => onChange({ ...value, share: number(share) })} />
        <NumberInput label="and more than" w={110} min={0} max={100000} clampBehavior="strict" allowDecimal={false} value={value.number} onChange={(count) => onChange({ ...value, number: number(count) })} />
        <Text size="sm" c="dimmed" pb={8}>
          {what}
        </Text>
      </Group>
    </Fieldset>
  );
}

export function GuardSection({ value, onChange }: SectionProps) {
  const guard = value as unknown as Guard;
  const set = (part: Partial<Guard>) => onChange({ ...guard, ...part } as unknown as SectionProps['value']);
  return (
    <Stack maw={640}>
      <Text size="sm">
        When both limits of a line are passed, the sync writes nothing of that kind and asks you under Reviews. So a broken answer of Microsoft, or a mistake there, never empties your documentation, and a small customer who loses one of three people is not held.
      </Text>
      <Switch
        checked={guard.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
        label="Hold a sync that goes beyond these limits"
        description="A tenant's first sync has its own preview and is not held by this."
      />
      {!guard.enabled && (
        <Textarea label="Why is it off?" description="Kept in the audit trail with your name. Without a reason it cannot be switched off." required autosize minRows={2} maxLength={255} value={guard.reason} onChange={(event) => set({ reason: event.currentTarget.value })} />
      )}
      {acts.map((act) => (
        <LimitFields key={act.name} title={act.title} what={act.what} value={guard[act.name]} onChange={(limit) => set({ [act.name]: limit })} off={!guard.enabled} />
      ))}
    </Stack>
  );
}
