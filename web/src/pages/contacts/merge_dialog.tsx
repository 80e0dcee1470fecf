// Merging another contact into this one: find it, see both beside each other, choose per field, and what else moves.
import { Button, Group, Modal, NavLink, Radio, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconArrowsJoin, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { write, type Item } from '../../api/client';
import { send, useList, useWrite } from '../../api/queries';
import type { Contact } from '../../api/resources';
import type { Merge, MergeField, MergePreview } from '../../api/undo';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { count, fieldName } from '../../parts/words';

const found = 8;
const typing = 250;
type Sides = Record<string, 'survivor' | 'other'>;

function Finder({ contact, onChoose }: { contact: Item<Contact>; onChoose: (other: Item<Contact>) => void }) {
  const [search, setSearch] = useState(contact.lastName || contact.firstName);
  const [asked] = useDebouncedValue(search, typing);
  const result = useList<Contact>('/api/contacts', { size: found + 1, filter: { organizationId: contact.organizationId, search: asked } });
  const others = (result.data?.rows ?? []).filter((one) => one.id !== contact.id).slice(0, found);
  return (
    <Stack>
      <TextInput
        label="The other contact"
        description={`Of ${contact.organizationName}; by name or e-mail address`}
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      {result.isError && <ErrorNotice error={result.error} retry={() => void result.refetch()} />}
      {result.isPending && <Skeleton height={120} />}
      <div>
        {others.map((one) => (
          <NavLink
            key={one.id}
            component="button"
            label={one.name}
            description={one.contactEmails.find((email) => email.primary)?.value ?? 'No e-mail address'}
            onClick={() => onChoose(one)}
          />
        ))}
      </div>
      {result.isSuccess && others.length === 0 && (
        <Text size="sm" c="dimmed">
          No other contact of this organization fits. Type another name or address.
        </Text>
      )}
    </Stack>
  );
}

function Side({ field, chosen, value, onChoose }: { field: MergeField; chosen: boolean; value: string | null; onChoose: () => void }) {
  const words = value ?? 'Nothing';
  if (!field.conflict) {
    return (
      <Text size="sm" c={value ? undefined : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
        {words}
      </Text>
    );
  }
  return <Radio styles={{ body: { minWidth: 0 }, labelWrapper: { minWidth: 0 }, label: { overflowWrap: 'anywhere' } }} checked={chosen} onChange={onChoose} label={words} name={`merge-${field.field}`} aria-label={`${fieldName(field.field)}: ${words}`} />;
}

function Both({ contact, other, preview, sides, choose }: { contact: Item<Contact>; other: Item<Contact>; preview: MergePreview; sides: Sides; choose: (field: string, side: 'survivor' | 'other') => void }) {
  const rows = preview.fields.filter((field) => field.survivor !== null || field.other !== null);
  // What was just chosen shows at once, before the preview answers.
  const chosenOf = (field: MergeField) => sides[field.field] ?? field.chosen;
  return (
    <Table verticalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={120}>Field</Table.Th>
          <Table.Th>{contact.name} (stays)</Table.Th>
          <Table.Th>{other.name}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((field) => (
          <Table.Tr key={field.field} data-field={field.field} data-chosen={chosenOf(field)} style={{ verticalAlign: 'top' }}>
            <Table.Th scope="row" fw={400}>
              <Text size="sm" c="dimmed">
                {fieldName(field.field)}
              </Text>
            </Table.Th>
            <Table.Td>
              <Side field={field} chosen={chosenOf(field) === 'survivor'} value={field.survivor} onChoose={() => choose(field.field, 'survivor')} />
            </Table.Td>
            <Table.Td>
              <Side field={field} chosen={chosenOf(field) === 'other'} value={field.other} onChoose={() => choose(field.field, 'other')} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function effectWords(preview: MergePreview): string {
  const parts = [
    preview.emails > 0 && count(preview.emails, 'e-mail address', 'e-mail addresses'),
    preview.phones > 0 && count(preview.phones, 'phone number'),
    preview.links > 0 && count(preview.links, 'Microsoft user'),
    preview.relations > 0 && count(preview.relations, 'relation'),
    preview.reviews > 0 && count(preview.reviews, 'review'),
  ].filter(Boolean);
  return parts.length > 0 ? `Also moves ${parts.join(', ')}, and the history.` : 'The history moves, too.';
}

function Choosing({ contact, other, onBack, onDone }: { contact: Item<Contact>; other: Item<Contact>; onBack: () => void; onDone: () => void }) {
  const [sides, setSides] = useState<Sides>({});
  const body = { with: Number(other.id), fields: sides };
  const path = `/api/contacts/${contact.id}/merge`;
  const preview = useQuery({
    // Not below /api/contacts, which a merge refreshes: once merged there is nothing to look at beforehand.
    queryKey: ['effect of merging', contact.id, body],
    queryFn: async () => (await write<MergePreview>('POST', `${path}_preview`, 'merge-previews', body)).item,
    placeholderData: (before) => before,
  });
  const merge = useWrite<Merge>('/api/contacts');
  const start = () =>
    send(
      merge,
      { path, type: 'merges', attributes: body },
      {
        onError: tellError,
        onSuccess: () => {
          notifications.show({ color: 'green', title: `${other.name} is part of this contact now`, message: 'It can be split off again on this page.' });
          onDone();
        },
      },
    );
  if (preview.isError) return <ErrorNotice error={preview.error} retry={() => void preview.refetch()} />;
  if (!preview.data) return <Skeleton height={240} aria-label="Comparing" />;
  return (
    <Stack>
      <Both contact={contact} other={other} preview={preview.data} sides={sides} choose={(field, side) => setSides({ ...sides, [field]: side })} />
      <Text size="sm">
        {effectWords(preview.data)} {other.name} is archived; links to it lead here.
      </Text>
      <Group justify="space-between">
        <Button variant="default" onClick={onBack}>
          Choose another
        </Button>
        <Button loading={merge.isPending} onClick={start}>
          Merge
        </Button>
      </Group>
    </Stack>
  );
}

export function MergeButton({ contact }: { contact: Item<Contact> }) {
  const [opened, setOpened] = useState(false);
  const [other, setOther] = useState<Item<Contact>>();
  const close = () => {
    setOpened(false);
    setOther(undefined);
  };
  return (
    <>
      <Button variant="default" leftSection={<IconArrowsJoin size={16} />} onClick={() => setOpened(true)}>
        Merge
      </Button>
      <Modal opened={opened} onClose={close} size="xl" title={other ? `Merge ${other.name} into ${contact.name}` : `Merge another contact into ${contact.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
        {other ? (
          <Choosing contact={contact} other={other} onBack={() => setOther(undefined)} onDone={close} />
        ) : (
          <Finder contact={contact} onChoose={setOther} />
        )}
      </Modal>
    </>
  );
}
