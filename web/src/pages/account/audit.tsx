// The audit trail: who did what, when and from where, and what it was before and after.
import { Anchor, Badge, CloseButton, Group, Select, Stack, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useList } from '../../api/queries';
import type { Account, AuditRow } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { useListState, type ListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { changedLines, detailLines, plain } from '../../parts/words';

const mostAccounts = 1000;
const shownLines = 6;

const subject = (row: AuditRow) => [plain(row.subjectKind ?? ''), row.subjectName ?? row.subjectId].filter(Boolean).join(' ');
const details = (row: AuditRow) =>
  detailLines(row.detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
const changes = (row: AuditRow) => changedLines(row.before, row.after);

// Kinds of what people decide about, as the server names them.
const kinds = ['account', 'api_key', 'configuration', 'connection', 'contact', 'flexible_asset', 'license_settings', 'location', 'manage_template', 'organization', 'review', 'run', 'tenant'];

function Changed({ row }: { row: AuditRow }) {
  const lines = changes(row);
  return (
    <Stack gap={2}>
      {lines.slice(0, shownLines).map((line) => (
        <Text key={line} size="xs" style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
      {lines.length > shownLines && (
        <Text size="xs" c="dimmed">
          and {lines.length - shownLines} more; the CSV has all
        </Text>
      )}
      {lines.length === 0 && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {details(row)}
        </Text>
      )}
    </Stack>
  );
}

function Filters({ state }: { state: ListState }) {
  const accounts = useList<Account>('/api/accounts', { size: mostAccounts, sort: 'email' });
  const people = (accounts.data?.rows ?? []).map((one) => ({ value: one.id, label: one.email }));
  const { accountId, subjectKind, subjectId } = state.search;
  return (
    <Group gap="sm" mb="sm">
      <Select aria-label="By whom" placeholder="By anybody" clearable searchable data={people} value={accountId ?? null} onChange={(value) => void state.set({ accountId: value ?? undefined })} />
      <Select
        aria-label="About what"
        placeholder="About anything"
        clearable
        searchable
        data={kinds.map((value) => ({ value, label: plain(value) }))}
        value={subjectKind ?? null}
        onChange={(value) => void state.set({ subjectKind: value ?? undefined, subjectId: undefined })}
      />
      {subjectId && (
        <Badge variant="light" size="lg" tt="none" rightSection={<CloseButton size="xs" aria-label="About all of them" onClick={() => void state.set({ subjectId: undefined })} />}>
          Only number {subjectId}
        </Badge>
      )}
    </Group>
  );
}

const columnsOf = (state: ListState): Column<AuditRow>[] => [
  { id: 'at', width: 100, header: 'When', cell: (row) => <Age at={row.at} style={{ whiteSpace: 'nowrap' }} />, csv: (row) => row.at },
  { id: 'who', width: 190, header: 'Who', cell: (row) => row.accountName ?? row.actor, csv: (row) => row.accountName ?? row.actor },
  { id: 'action', width: 130, header: 'Did', cell: (row) => plain(row.action), csv: (row) => row.action },
  {
    id: 'subject',
    width: 190,
    header: 'To',
    cell: (row) =>
      row.subjectId ? (
        <Anchor component="button" type="button" size="sm" ta="left" lineClamp={3} title="Only what was done to this" onClick={() => void state.set({ subjectKind: row.subjectKind, subjectId: String(row.subjectId) })}>
          {subject(row)}
        </Anchor>
      ) : (
        subject(row)
      ),
    csv: subject,
  },
  { id: 'changed', header: 'What changed', cell: (row) => <Changed row={row} />, csv: (row) => changes(row).join('; ') },
  {
    id: 'detail',
    header: 'Details',
    wide: true,
    off: true,
    cell: (row) => (
      <Text size="xs" c="dimmed">
        {details(row)}
      </Text>
    ),
    csv: details,
  },
  { id: 'address', width: 120, header: 'From', wide: true, cell: (row) => row.address ?? '', csv: (row) => row.address ?? '' },
];

export function Audit() {
  const state = useListState(['accountId', 'subjectKind', 'subjectId']);
  const rows = useList<AuditRow>('/api/audit', state.query);
  return (
    <>
      <PageTitle title="Audit" line="Who did what, when and from where, newest first; with what it was before and after." />
      <Filters state={state} />
      <DataTable
        name="audit"
        path="/api/audit"
        state={state}
        result={rows}
        columns={columnsOf(state)}
        empty={<EmptyState icon={<IconHistory size={28} />} title="Nothing here" why="Signing in, changing documentation and every decision are written down here. Clear the filters to see all of them." />}
      />
    </>
  );
}
