// All organizations: search, sort, open.
import { Text } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useList } from '../../api/queries';
import type { Organization } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ButtonTo, LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';

const columns: Column<Organization>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: (one) => (
      <LinkTo fw={500} to="/organizations/$id" params={{ id: one.id }}>
        {one.name}
      </LinkTo>
    ),
    csv: (one) => one.name,
  },
  { id: 'short', header: 'Short name', sort: 'short_name', wide: true, cell: (one) => one.shortName ?? '', csv: (one) => one.shortName ?? '' },
  {
    id: 'description',
    header: 'Description',
    wide: true,
    cell: (one) => (
      <Text size="sm" lineClamp={1}>
        {one.description}
      </Text>
    ),
    csv: (one) => one.description ?? '',
  },
  { id: 'updated', header: 'Changed', sort: 'updated_at', cell: (one) => <Age at={one.updatedAt} />, csv: (one) => one.updatedAt },
  { id: 'created', header: 'Created', sort: 'created_at', off: true, cell: (one) => <Age at={one.createdAt} />, csv: (one) => one.createdAt },
];

const filters = [{ name: 'archived', options: [{ value: 'true', label: 'Archived' }] }];

export function Organizations() {
  const navigate = useNavigate();
  const may = useMay();
  const state = useListState(['archived'], 'name');
  const organizations = useList<Organization>('/api/organizations', state.query);
  const create = (label: string) => (may.create ? <ButtonTo to="/organizations/new">{label}</ButtonTo> : undefined);
  return (
    <>
      <PageTitle title="Organizations" line="The customers whose documentation is kept here." actions={create('New organization')} />
      <DataTable
        name="organizations"
        path="/api/organizations"
        state={state}
        result={organizations}
        columns={columns}
        filters={filters}
        searchLabel="Search organizations"
        onOpen={(one) => void navigate({ to: '/organizations/$id', params: { id: one.id } })}
        empty={
          <EmptyState
            icon={<IconBuilding size={28} />}
            title="No organizations yet"
            why={
              may.manage
                ? 'Write the first one, or connect Microsoft and create organizations from its tenants.'
                : 'Nobody has written one yet, or none of them is yours to see.'
            }
            action={may.manage ? <ButtonTo variant="default" to="/integrations">Open Integrations</ButtonTo> : undefined}
          />
        }
      />
    </>
  );
}
