// The audit trail: who did what, when and from where.
import { Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useList } from '../../api/queries';
import type { AuditRow } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { detailLines, plain } from '../../parts/words';

const subject = (row: AuditRow) => [plain(row.subjectKind ?? ''), row.subjectId ?? row.subject].filter(Boolean).join(' ');
const details = (row: AuditRow) =>
  detailLines(row.detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

const columns: Column<AuditRow>[] = [
  { id: 'at', width: 110, header: 'When', cell: (row) => <Age at={row.at} style={{ whiteSpace: 'nowrap' }} />, csv: (row) => row.at },
  { id: 'who', width: 220, header: 'Who', cell: (row) => row.accountName ?? row.actor, csv: (row) => row.accountName ?? row.actor },
  { id: 'action', width: 140, header: 'Did', cell: (row) => plain(row.action), csv: (row) => row.action },
  { id: 'subject', width: 190, header: 'To', cell: subject, csv: subject },
  {
    id: 'detail',
    header: 'Details',
    wide: true,
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
  const state = useListState([]);
  const rows = useList<AuditRow>('/api/audit', state.query);
  return (
    <>
      <PageTitle title="Audit" line="Who did what, when and from where, newest first." />
      <DataTable
        name="audit"
        path="/api/audit"
        state={state}
        result={rows}
        columns={columns}
        empty={<EmptyState icon={<IconHistory size={28} />} title="Nothing yet" why="Signing in, changing documentation and every decision are written down here." />}
      />
    </>
  );
}
