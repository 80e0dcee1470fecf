// Reviews: decisions that only a person can take.
import { IconEyeCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useList } from '../../api/queries';
import type { Review } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { plain } from '../../parts/words';

const columns: Column<Review>[] = [
  {
    id: 'sentence',
    header: 'What is unclear',
    cell: (one) => (
      <LinkTo size="sm" to="/reviews/$id" params={{ id: one.id }}>
        {one.sentence}
      </LinkTo>
    ),
    csv: (one) => one.sentence,
  },
  { id: 'tenant', header: 'Tenant', wide: true, cell: (one) => one.tenantName, csv: (one) => one.tenantName },
  { id: 'kind', header: 'Kind', wide: true, cell: (one) => plain(one.kind), csv: (one) => one.kind },
  { id: 'state', header: 'State', off: true, cell: (one) => plain(one.state), csv: (one) => one.state },
  { id: 'at', header: 'Since', sort: 'created_at', cell: (one) => <Age at={one.createdAt} />, csv: (one) => one.createdAt },
];

const filters = [
  {
    name: 'state',
    options: [
      { value: 'decided', label: 'Decided' },
    ],
  },
];

export function Reviews() {
  const navigate = useNavigate();
  const state = useListState(['state'], '-created_at');
  const query = { ...state.query, filter: { state: 'open', ...state.query.filter } };
  const reviews = useList<Review>('/api/reviews', query);
  return (
    <>
      <PageTitle title="Reviews" line="What a sync could not decide by itself, and therefore left as it was." />
      <DataTable
        name="reviews"
        path="/api/reviews"
        state={{ ...state, query }}
        result={reviews}
        columns={columns}
        filters={filters}
        onOpen={(one) => void navigate({ to: '/reviews/$id', params: { id: one.id } })}
        empty={
          <EmptyState
            icon={<IconEyeCheck size={28} />}
            title="Nothing waits for a decision"
            why="When a user fits several contacts, or a change looks wrong, the sync writes nothing and asks here."
          />
        }
      />
    </>
  );
}
