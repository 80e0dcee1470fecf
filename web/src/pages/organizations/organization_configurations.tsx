// An organization's configurations: its computers, phones and tablets.
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Configuration } from '../../api/assets';
import { useList } from '../../api/queries';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { useOrganization } from './organization_frame';

const text = (id: string, header: string, value: (one: Configuration) => string | null, more: Partial<Column<Configuration>> = {}): Column<Configuration> => ({
  id,
  header,
  cell: (one) => value(one) ?? '',
  csv: (one) => value(one) ?? '',
  ...more,
});

const columns: Column<Configuration>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: (one) => (
      <LinkTo fw={500} to="/configurations/$id" params={{ id: one.id }}>
        {one.name}
      </LinkTo>
    ),
    csv: (one) => one.name,
  },
  text('type', 'Type', (one) => one.configurationTypeName),
  text('model', 'Model', (one) => [one.manufacturerName, one.modelName].filter(Boolean).join(' '), { wide: true }),
  text('serial', 'Serial number', (one) => one.serialNumber, { sort: 'serial_number', wide: true }),
  text('system', 'Operating system', (one) => [one.operatingSystem, one.operatingSystemVersion].filter(Boolean).join(' '), { wide: true }),
  text('hostname', 'Hostname', (one) => one.hostname, { sort: 'hostname', off: true }),
  text('mac', 'MAC address', (one) => one.macAddress, { off: true }),
  text('location', 'Location', (one) => one.locationName, { off: true }),
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
  { name: 'archived', options: [{ value: 'true', label: 'Archived' }] },
];

export function OrganizationConfigurations() {
  const { id } = useOrganization();
  const navigate = useNavigate();
  const path = `/api/organizations/${id}/relationships/configurations`;
  const state = useListState(['linked', 'archived'], 'name');
  const found = useList<Configuration>(path, state.query);
  return (
    <DataTable
      name="configurations"
      path={path}
      state={state}
      result={found}
      columns={columns}
      filters={filters}
      searchLabel="Search configurations"
      onOpen={(one) => void navigate({ to: '/configurations/$id', params: { id: one.id } })}
      empty={
        <EmptyState
          icon={<IconDeviceLaptop size={28} />}
          title="No configurations yet"
          why="Nobody has written one, and no sync has brought devices from Intune: the tenant may have no plan with Intune, or its first sync waits to be accepted."
        />
      }
    />
  );
}
