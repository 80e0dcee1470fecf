// An organization's licenses over all its tenants: units, use, waste; a row opens who holds it.
import { Badge, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconLicense } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import type { License } from '../../api/licenses';
import { useList } from '../../api/queries';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { MicrosoftBadge } from '../../parts/source_badge';
import { UseBar } from '../../parts/use_bar';
import { useOrganization } from '../organizations/organization_frame';
import { InactiveChoice } from './inactive_choice';
import { wasteText } from './license_words';
import { MissingFacts } from './missing_facts';

const count = (value: number | null) => (value === null ? 'Not known' : String(value));

export function LicenseMarks({ license }: { license: License }) {
  return (
    <>
      {license.gone && (
        <Badge variant="default" size="sm" tt="none">
          No longer at Microsoft
        </Badge>
      )}
      {license.free && (
        <Badge variant="default" size="sm" tt="none">
          Free
        </Badge>
      )}
      {!license.gone && license.status !== 'Enabled' && (
        <Badge variant="light" color="yellow" c="var(--mantine-color-text)" size="sm" tt="none">
          {license.status}
        </Badge>
      )}
    </>
  );
}

function Waste({ license }: { license: License }) {
  if (license.waste === 0) return <Text size="sm">0</Text>;
  return (
    <Tooltip label={wasteText(license)} multiline maw={320} withArrow events={{ hover: true, focus: true, touch: true }}>
      <Badge variant="light" color="orange" c="var(--mantine-color-text)" tt="none" tabIndex={0} aria-label={`${license.waste} wasted: ${wasteText(license)}`}>
        {license.waste}
      </Badge>
    </Tooltip>
  );
}

function columnsOf(organization: string): Column<License>[] {
  return [
    {
      id: 'name',
      header: 'Product',
      width: 260,
      sort: 'product',
      cell: (one: Item<License>) => (
        <Stack gap={2}>
          <Group gap={6}>
            <LinkTo fw={500} to="/organizations/$id/licenses/$licenseId" params={{ id: organization, licenseId: one.id }}>
              {one.name}
            </LinkTo>
            <LicenseMarks license={one} />
          </Group>
          <Text size="xs" c="dimmed">
            {one.partNumber}
          </Text>
        </Stack>
      ),
      csv: (one) => one.name,
    },
    { id: 'part', header: 'Part number', off: true, cell: (one) => one.partNumber, csv: (one) => one.partNumber },
    { id: 'tenant', header: 'Tenant', sort: 'tenant', wide: true, cell: (one) => one.tenantName, csv: (one) => one.tenantName },
    { id: 'use', header: 'Use', cell: (one) => <UseBar used={one.consumed} of={one.active} /> },
    { id: 'active', header: 'Active', sort: 'enabled', right: true, wide: true, cell: (one) => count(one.active), csv: (one) => count(one.active) },
    { id: 'consumed', header: 'Consumed', sort: 'consumed', right: true, wide: true, cell: (one) => count(one.consumed), csv: (one) => count(one.consumed) },
    { id: 'unused', header: 'Unused', sort: 'unused', right: true, wide: true, cell: (one) => count(one.unused), csv: (one) => count(one.unused) },
    { id: 'warning', header: 'Warning', right: true, wide: true, cell: (one) => count(one.warning), csv: (one) => count(one.warning) },
    { id: 'suspended', header: 'Suspended', right: true, off: true, cell: (one) => count(one.suspended), csv: (one) => count(one.suspended) },
    { id: 'locked', header: 'Locked out', right: true, off: true, cell: (one) => count(one.lockedOut), csv: (one) => count(one.lockedOut) },
    {
      id: 'failed',
      header: 'Failed',
      right: true,
      off: true,
      cell: (one) => one.failedAssignments,
      csv: (one) => String(one.failedAssignments),
    },
    { id: 'waste', header: 'Wasted', sort: 'wasted', right: true, cell: (one) => <Waste license={one} />, csv: (one) => `${one.waste}${one.waste ? ` (${wasteText(one)})` : ''}` },
    { id: 'status', header: 'Status', off: true, cell: (one) => one.status, csv: (one) => one.status },
  ];
}

const filters = [
  { name: 'wasted', options: [{ value: 'true', label: 'With waste' }] },
  { name: 'free', options: [{ value: 'false', label: 'Not the free ones' }] },
  { name: 'gone', options: [{ value: 'true', label: 'No longer at Microsoft' }] },
];

export function OrganizationLicenses() {
  const { id } = useOrganization();
  const navigate = useNavigate();
  const state = useListState(['wasted', 'free', 'gone', 'inactiveDays'], 'product');
  const query = { ...state.query, filter: { ...state.query.filter, organizationId: id } };
  const licenses = useList<License>('/api/licenses', query);
  const rows = licenses.data?.rows ?? [];
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <InactiveChoice days={state.search.inactiveDays} choose={(days) => void state.set({ inactiveDays: days })} />
        {rows[0] && <MicrosoftBadge at={rows[0].countedAt} />}
      </Group>
      <MissingFacts rows={rows} />
      <DataTable
        name="licenses"
        path="/api/licenses"
        state={{ ...state, query }}
        result={licenses}
        columns={columnsOf(id)}
        filters={filters}
        searchLabel="Search products"
        onOpen={(one) => void navigate({ to: '/organizations/$id/licenses/$licenseId', params: { id, licenseId: one.id } })}
        empty={
          <EmptyState
            icon={<IconLicense size={28} />}
            title="No licenses"
            why="Either no tenant of this organization has bought any, or none was synced yet, or its permissions do not let Reeve read them: the page Microsoft says which."
          />
        }
      />
    </Stack>
  );
}
