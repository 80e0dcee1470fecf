// The fields of a contact; only what was changed is sent, so that the rest keeps its source.
import { Button, Group, Paper, SimpleGrid, Stack, Switch, TextInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState, type ReactNode } from 'react';
import type { Item } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { Contact, Overlay } from '../../api/resources';
import { showAtField } from '../../parts/form_errors';
import { SaveError } from '../../parts/save_error';
import { changedOnly } from '../../parts/words';
import { EntryList, type Entry } from './entry_list';

interface Props {
  one: Item<Contact> | null;
  organizationId: string;
  overlay?: Overlay | undefined;
  reload?: () => void;
  onDone: (id: string) => void;
  onBack: ReactNode;
}

const valuesOf = (one: Contact | null) => ({
  firstName: one?.firstName ?? '',
  lastName: one?.lastName ?? '',
  title: one?.title ?? '',
  contactTypeName: one?.contactTypeName ?? '',
  important: one?.important ?? false,
  notes: one?.notes ?? '',
  archived: one?.archived ?? false,
  contactEmails: (one?.contactEmails ?? []).map(({ value, primary, labelName }): Entry => ({ value, primary, labelName: labelName ?? '' })),
  contactPhones: (one?.contactPhones ?? []).map(({ value, primary, labelName, extension }): Entry => ({ value, primary, labelName: labelName ?? '', extension })),
});
type Values = ReturnType<typeof valuesOf>;

const cleaned = (entries: Entry[]) =>
  entries.filter((one) => one.value.trim() !== '').map((one) => ({ ...one, value: one.value.trim(), labelName: one.labelName || null }));

// What a field says about itself before one edits it.
function ownerOf(overlay: Overlay | undefined, field: string): string | undefined {
  const row = overlay?.rows.find((one) => one.field === field);
  if (row?.locked) return 'Locked: a person claimed this field, no sync writes it.';
  return row?.source === 'microsoft' ? 'Microsoft 365 writes this field now. Once you change it, it is yours and the sync leaves it alone.' : undefined;
}

function useSave({ one, organizationId, onDone }: Props, show: (error: unknown) => void) {
  const save = useWrite<Contact>('/api/contacts', '/api/organizations', '/api/status');
  const run = async (values: Values) => {
    const before = valuesOf(one);
    const after = { ...values, contactEmails: cleaned(values.contactEmails), contactPhones: cleaned(values.contactPhones) };
    const comparable = { ...before, contactEmails: cleaned(before.contactEmails), contactPhones: cleaned(before.contactPhones) };
    try {
      const changed = changedOnly(one ? comparable : { archived: false, important: false }, after);
      const { item } = await save.mutateAsync(
        one
          ? { method: 'PATCH', path: `/api/contacts/${one.id}`, type: 'contacts', attributes: { ...changed, version: one.version } }
          : { path: `/api/organizations/${organizationId}/relationships/contacts`, type: 'contacts', attributes: changed },
      );
      onDone(item.id);
    } catch (failure) {
      show(failure);
    }
  };
  return { run, busy: save.isPending };
}

export function ContactForm(props: Props) {
  const { one, overlay, reload, onBack } = props;
  const [error, setError] = useState<unknown>(null);
  const form = useForm<Values>({
    initialValues: valuesOf(one),
    validate: {
      lastName: (value, values) => (value.trim() || values.firstName.trim() ? null : 'A contact needs a first or a last name.'),
    },
  });
  const save = useSave(props, (failure) => {
    if (!showAtField(form, failure) || failureInList(failure)) setError(failure);
  });
  const field = (name: keyof Values, about: string) => ({ description: ownerOf(overlay, about), ...form.getInputProps(name) });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => {
        setError(null);
        void save.run(values);
      })}
    >
      <Paper withBorder p="md" maw={720}>
        <Stack>
          {error !== null && <SaveError error={error} reload={reload} />}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="First name" {...field('firstName', 'first_name')} />
            <TextInput label="Last name" {...field('lastName', 'last_name')} />
            <TextInput label="Title" {...field('title', 'title')} />
            <TextInput label="Type" description="For example: Decision maker, Technical" {...form.getInputProps('contactTypeName')} />
          </SimpleGrid>
          <EntryList label="E-mail addresses" one="E-mail address" type="email" note={ownerOf(overlay, 'emails')} entries={form.values.contactEmails} onChange={(entries) => form.setFieldValue('contactEmails', entries)} />
          <EntryList label="Phone numbers" one="Phone number" type="tel" note={ownerOf(overlay, 'phones')} entries={form.values.contactPhones} onChange={(entries) => form.setFieldValue('contactPhones', entries)} />
          <Textarea label="Notes" autosize minRows={3} {...form.getInputProps('notes')} />
          <Switch label="Important" {...form.getInputProps('important', { type: 'checkbox' })} />
          {one && <Switch label="Archived" description="Hidden from lists; a sync does not make this contact again" {...form.getInputProps('archived', { type: 'checkbox' })} />}
          <Group>
            <Button type="submit" loading={save.busy}>
              {one ? 'Save' : 'Create'}
            </Button>
            {onBack}
          </Group>
        </Stack>
      </Paper>
    </form>
  );
}

// The lists of addresses and numbers have no place for a sentence beside one value.
const failureInList = (failure: unknown) => String((failure as { pointer?: string }).pointer ?? '').includes('contact');
