// What stands left out of the documentation: who, since when, why, and what to do about it.
import { Text } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import { queryString } from '../../api/client';
import { useList } from '../../api/queries';
import type { Skip } from '../../api/sync_log';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { plain, typeName } from '../../parts/words';

const columns: Column<Skip>[] = [
  { id: 'title', header: 'Name', sort: 'title', cell: (skip) => skip.title, csv: (skip) => skip.title },
  {
    id: 'tenant',
    header: 'Tenant',
    sort: 'tenant_name',
    wide: true,
    cell: (skip) =>
      skip.organizationId === null ? (
        skip.tenantName
      ) : (
        <LinkTo size="sm" to="/organizations/$id/sync" params={{ id: String(skip.organizationId) }}>
          {skip.tenantName}
        </LinkTo>
      ),
    csv: (skip) => skip.tenantName,
  },
  { id: 'type', header: 'Data type', wide: true, off: true, cell: (skip) => typeName(skip.type), csv: (skip) => skip.type },
  {
    id: 'why',
    header: 'Why',
    cell: (skip) => (
      <>
        <Text size="sm">{skip.sentence}</Text>
        {skip.remedy && (
          <Text size="sm" c="dimmed">
            {skip.remedy}
          </Text>
        )}
      </>
    ),
    csv: (skip) => [skip.sentence, skip.remedy].filter(Boolean).join(' '),
  },
  { id: 'reason', header: 'Reason', wide: true, cell: (skip) => <span style={{ whiteSpace: 'nowrap' }}>{plain(skip.code)}</span>, csv: (skip) => skip.code },
  { id: 'since', header: 'Since', sort: 'since', cell: (skip) => <Age at={skip.since} style={{ whiteSpace: 'nowrap' }} />, csv: (skip) => skip.since },
];

const filters = [
  {
    name: 'code',
    options: [
      { value: 'not_chosen', label: 'Not chosen' },
      { value: 'guest', label: 'Guests' },
      { value: 'not_licensed', label: 'Unlicensed' },
      { value: 'disabled', label: 'Disabled' },
      { value: 'shared_mailbox', label: 'Shared mailboxes' },
    ],
  },
];

// `fixed`: what the list is limited to, beside what a person filters.
export function LeftOut({ fixed }: { fixed: Record<string, string | undefined> }) {
  const state = useListState(['code'], 'title');
  const query = useMemo(() => ({ ...state.query, filter: { ...state.query.filter, ...fixed } as Record<string, string> }), [state.query, fixed]);
  const skips = useList<Skip>('/api/skips', query);
  const { page: _page, size: _size, ...wanted } = query;
  return (
    <DataTable
      name="left-out"
      path="/api/skips"
      state={{ ...state, query }}
      result={skips}
      columns={columns}
      filters={filters}
      searchLabel="Search by name"
      cards
      csv={() => window.location.assign(`/api/skips${queryString(wanted)}${Object.keys(wanted.filter).length > 0 || wanted.sort ? '&' : '?'}format=csv`)}
      empty={
        <EmptyState
          icon={<IconUserOff size={28} />}
          title="Nobody is left out"
          why="Guests, rooms, unlicensed users without a contact and whatever is not chosen would stand here, each with its reason."
        />
      }
    />
  );
}
