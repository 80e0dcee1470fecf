// An organization's contacts: search, sort, pages of 50, CSV.
import { Badge, Group, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useList } from '../../api/queries';
import type { Contact } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ButtonTo, LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PersonStateBadge } from '../../parts/person_state';
import { personStateOptions, personStateWord } from '../../parts/person_words';
import { primaryOf } from '../../parts/words';
import { useOrganization } from './organization_frame';

const columns: Column<Contact>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: (one) => (
      <Group gap={6}>
        <LinkTo fw={500} to="/contacts/$id" params={{ id: one.id }}>
          {one.name || 'Without a name'}
        </LinkTo>
        <PersonStateBadge state={one.microsoftState} since={one.microsoftStateSince} quiet />
        {one.important && (
          <Badge variant="default" size="sm" tt="none">
            Important
          </Badge>
        )}
      </Group>
    ),
    csv: (one) => one.name,
  },
  { id: 'title', header: 'Title', wide: true, cell: (one) => one.title ?? '', csv: (one) => one.title ?? '' },
  { id: 'email', header: 'E-mail', cell: (one) => <Text size="sm">{primaryOf(one.contactEmails)}</Text>, csv: (one) => primaryOf(one.contactEmails) },
  { id: 'phone', header: 'Phone', wide: true, cell: (one) => primaryOf(one.contactPhones), csv: (one) => primaryOf(one.contactPhones) },
  { id: 'type', header: 'Type', off: true, cell: (one) => one.contactTypeName ?? '', csv: (one) => one.contactTypeName ?? '' },
  { id: 'state', header: 'At Microsoft', off: true, cell: (one) => <PersonStateBadge state={one.microsoftState} since={one.microsoftStateSince} />, csv: (one) => (one.microsoftState ? personStateWord(one.microsoftState).word : '') },
  { id: 'first', header: 'First name', sort: 'first_name', off: true, cell: (one) => one.firstName, csv: (one) => one.firstName },
  { id: 'last', header: 'Last name', sort: 'last_name', off: true, cell: (one) => one.lastName, csv: (one) => one.lastName },
  { id: 'updated', header: 'Changed', sort: 'updated_at', wide: true, cell: (one) => <Age at={one.updatedAt} />, csv: (one) => one.updatedAt },
];

const filters = [
  {
    name: 'linked',
    options: [
      { value: 'true', label: 'In Microsoft 365' },
      { value: 'false', label: 'Not in Microsoft 365' },
    ],
  },
  { name: 'microsoft_state', options: personStateOptions },
  { name: 'important', options: [{ value: 'true', label: 'Important' }] },
  { name: 'archived', options: [{ value: 'true', label: 'Archived' }] },
];

export function OrganizationContacts() {
  const { id, result } = useOrganization();
  const navigate = useNavigate();
  const may = useMay();
  const path = `/api/organizations/${id}/relationships/contacts`;
  const state = useListState(['linked', 'microsoft_state', 'important', 'archived'], 'name');
  const contacts = useList<Contact>(path, state.query);
  const tenants = (result.data?.meta.tenants as unknown[] | undefined) ?? [];
  const create = (
    <ButtonTo size="compact-sm" to="/organizations/$id/contacts/new" params={{ id }}>
      New contact
    </ButtonTo>
  );
  return (
    <>
      {may.create && (
        <Group justify="flex-end" mb="xs">
          {create}
        </Group>
      )}
      <DataTable
        name="contacts"
        path={path}
        state={state}
        result={contacts}
        columns={columns}
        filters={filters}
        searchLabel="Search contacts"
        onOpen={(one) => void navigate({ to: '/contacts/$id', params: { id: one.id } })}
        empty={
          <EmptyState
            icon={<IconUsers size={28} />}
            title="No contacts yet"
            why={
              tenants.length > 0
                ? 'Nobody has written one, and no sync has written contacts yet. Look under Sync whether the first sync waits to be accepted.'
                : 'Nobody has written one, and no Microsoft tenant is matched to this organization that could bring them.'
            }
            action={tenants.length > 0 && may.edit ? <ButtonTo variant="default" to="/organizations/$id/sync" params={{ id }}>Open Sync</ButtonTo> : undefined}
          />
        }
      />
    </>
  );
}
