// One product of a tenant: its units, its history, and who holds it, with what is wasted.
import { Badge, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import type { License, LicenseDay, LicenseHolder } from '../../api/licenses';
import { useList, useOne } from '../../api/queries';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { MicrosoftBadge } from '../../parts/source_badge';
import { UseBar } from '../../parts/use_bar';
import { useOrganization } from '../organizations/organization_frame';
import { InactiveChoice } from './inactive_choice';
import { assignedWords, wasteText, wasteWords } from './license_words';
import { MissingFacts } from './missing_facts';
import { LicenseMarks } from './organization_licenses';
import { Trend } from './trend';

const daysShown = 400;

function Waste({ holder }: { holder: LicenseHolder }) {
  if (holder.error) {
    return (
      <Tooltip label={holder.errorSentence} multiline maw={320} withArrow events={{ hover: true, focus: true, touch: true }}>
        <Badge variant="light" color="red" c="var(--mantine-color-text)" tt="none" tabIndex={0}>
          Could not be assigned
        </Badge>
      </Tooltip>
    );
  }
  if (!holder.waste) return null;
  return (
    <Tooltip label={holder.wasteSentence} multiline maw={320} withArrow events={{ hover: true, focus: true, touch: true }}>
      <Badge variant="light" color="orange" c="var(--mantine-color-text)" tt="none" tabIndex={0}>
        {wasteWords[holder.waste]}
      </Badge>
    </Tooltip>
  );
}

function LastActive({ holder }: { holder: LicenseHolder }) {
  if (!holder.lastActiveAt) {
    return (
      <Text size="sm" c="dimmed">
        Not known
      </Text>
    );
  }
  return holder.signedIn ? (
    <Age at={holder.lastActiveAt} />
  ) : (
    <Text size="sm" component="div">
      Never; made <Age at={holder.lastActiveAt} />
    </Text>
  );
}

const columns: Column<LicenseHolder>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: (one) =>
      one.contactId ? (
        <LinkTo fw={500} to="/contacts/$id" params={{ id: String(one.contactId) }}>
          {one.name}
        </LinkTo>
      ) : (
        one.name
      ),
    csv: (one) => one.name,
  },
  { id: 'user', header: 'User name', wide: true, cell: (one) => one.userName, csv: (one) => one.userName },
  { id: 'assigned', header: 'Assigned', cell: (one) => assignedWords(one), csv: (one) => assignedWords(one) },
  { id: 'active', header: 'Last sign-in', sort: 'last_active_at', wide: true, cell: (one) => <LastActive holder={one} />, csv: (one) => one.lastActiveAt ?? 'Not known' },
  {
    id: 'waste',
    header: 'Waste',
    cell: (one) => <Waste holder={one} />,
    csv: (one) => (one.error ? `Could not be assigned: ${one.errorSentence ?? one.error}` : one.waste ? wasteWords[one.waste] : ''),
  },
];

const filters = [
  {
    name: 'waste',
    options: [
      { value: 'any', label: 'Wasted' },
      { value: 'disabled', label: 'Disabled' },
      { value: 'shared_mailbox', label: 'Shared mailbox' },
      { value: 'inactive', label: 'Inactive' },
    ],
  },
  {
    name: 'assigned',
    options: [
      { value: 'direct', label: 'Directly' },
      { value: 'group', label: 'By a group' },
    ],
  },
  { name: 'failed', options: [{ value: 'true', label: 'Could not be assigned' }] },
];

function Fact({ label, value }: { label: string; value: number | null }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600} size="lg">
        {value ?? 'Not known'}
      </Text>
    </div>
  );
}

function Units({ license }: { license: License }) {
  return (
    <Paper withBorder p="md">
      <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }} spacing="md">
        <Fact label="Active" value={license.active} />
        <Fact label="Consumed" value={license.consumed} />
        <Fact label="Unused" value={license.unused} />
        <Fact label="Warning" value={license.warning} />
        <Fact label="Suspended" value={license.suspended} />
        <Fact label="Locked out" value={license.lockedOut} />
      </SimpleGrid>
      <Group mt="md" gap="xl" align="flex-start">
        <UseBar used={license.consumed} of={license.active} />
        <Text size="sm" style={{ flex: 1 }}>
          {license.waste > 0 ? `${license.waste} wasted: ${wasteText(license)}.` : 'Nothing is known to be wasted.'}
        </Text>
      </Group>
    </Paper>
  );
}

export function LicensePage() {
  const { id: organization } = useOrganization();
  const id = useParams({ strict: false }).licenseId as string;
  const state = useListState(['waste', 'assigned', 'failed', 'inactiveDays'], 'name');
  const days = state.search.inactiveDays;
  const license = useOne<License>(`/api/licenses/${id}${days ? `?filter[inactive-days]=${days}` : ''}`);
  const history = useList<LicenseDay>('/api/license_history', { size: daysShown, sort: 'day', filter: { licenseId: id } });
  const path = `/api/licenses/${id}/relationships/holders`;
  const holders = useList<LicenseHolder>(path, state.query);
  if (license.isError) return <ErrorNotice error={license.error} retry={() => void license.refetch()} />;
  const one = license.data?.item;
  if (!one) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <Stack>
      <div>
        <Group gap="sm">
          <Title order={2} size="h3">
            {one.name}
          </Title>
          <LicenseMarks license={one} />
          <MicrosoftBadge at={one.countedAt} />
        </Group>
        <Text size="sm" c="dimmed" component="div">
          <LinkTo size="sm" underline="always" to="/organizations/$id/licenses" params={{ id: organization }}>
            Licenses
          </LinkTo>{' '}
          · {one.partNumber} · {one.tenantName}
        </Text>
      </div>
      <Units license={one} />
      {history.data && <Trend days={history.data.rows} />}
      <MissingFacts rows={[one]} />
      <InactiveChoice days={days} choose={(next) => void state.set({ inactiveDays: next })} />
      <DataTable
        name="license-holders"
        path={path}
        state={state}
        result={holders}
        columns={columns}
        filters={filters}
        searchLabel="Search holders"
        empty={<EmptyState icon={<IconUsers size={28} />} title="Nobody holds it" why="Microsoft's list of users names nobody with this product." />}
      />
    </Stack>
  );
}
