// Reviews: decisions that only a person can take, in groups, one by one or many at once.
import { Button, Group, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconEyeCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { send, useList, useOne, useWrite } from '../../api/queries';
import type { Review, ReviewAnswer, ReviewAnswers, Status } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { tellError } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { count } from '../../parts/words';
import { bulkWords, commonAnswers, countOf, outcomeOf, reviewGroups, reviewKind } from './review_words';

const maxAtOnce = 100;

const columns: Column<Review>[] = [
  {
    id: 'sentence',
    header: 'What waits for you',
    cell: (one) => (
      <LinkTo size="sm" to="/reviews/$id" params={{ id: one.id }}>
        {one.sentence}
      </LinkTo>
    ),
    csv: (one) => one.sentence,
  },
  { id: 'kind', header: 'Kind', wide: true, sort: 'kind', cell: (one) => reviewKind(one.kind), csv: (one) => one.kind },
  { id: 'tenant', header: 'Tenant', wide: true, sort: 'tenant', cell: (one) => one.tenantName, csv: (one) => one.tenantName },
  { id: 'at', header: 'Since', sort: 'created_at', cell: (one) => <Age at={one.createdAt} />, csv: (one) => one.createdAt },
];

const decidedColumns: Column<Review>[] = [
  { id: 'outcome', header: 'Answer', cell: (one) => outcomeOf(one), csv: (one) => one.answer ?? one.verdict ?? one.state },
  { id: 'by', header: 'By', wide: true, cell: (one) => one.decidedBy ?? '', csv: (one) => one.decidedBy ?? '' },
  { id: 'when', header: 'When', sort: 'decided_at', cell: (one) => <Age at={one.decidedAt} />, csv: (one) => one.decidedAt ?? '' },
];

const filters = [{ name: 'state', options: [{ value: 'decided', label: 'Decided' }] }];

function Groups({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const status = useOne<Status>('/api/status').data?.item;
  const label = (text: string, number: number | undefined) => (number ? `${text} (${number.toLocaleString()})` : text);
  const data = [
    { value: '', label: label('All', status?.reviews) },
    ...reviewGroups.map((one) => ({ value: one.value, label: label(one.label, countOf(one, status?.reviewsByKind)) })),
  ];
  return (
    <Group mb="md">
      <SegmentedControl transitionDuration={0} aria-label="Kinds of review" data={data} value={value} onChange={onChange} style={{ flexWrap: 'wrap' }} />
    </Group>
  );
}

function Bulk({ rows, clear }: { rows: Item<Review>[]; clear: () => void }) {
  const write = useWrite<ReviewAnswers>('/api/reviews', '/api/status', '/api/runs', '/api/contacts', '/api/notices');
  const chosen = rows.slice(0, maxAtOnce);
  const answer = (decision: ReviewAnswer) =>
    send(
      write,
      { path: '/api/reviews/decide', type: 'review-answers', attributes: { decision, ids: chosen.map((one) => Number(one.id)) } },
      {
        onError: tellError,
        onSuccess: ({ item }) => {
          clear();
          const left = item.left ? ` ${count(item.left, 'other')} could not take this answer.` : '';
          notifications.show({ color: item.left ? 'yellow' : 'green', message: `${count(item.answered, 'review')} answered.${left}` });
        },
      },
    );
  const answers = commonAnswers(chosen);
  if (answers.length === 0) return <span>These have no answer in common. Open them one by one.</span>;
  return (
    <Group gap="xs">
      {answers.map((one) => (
        <Button key={one} variant={one === answers[0] ? 'filled' : 'default'} loading={write.isPending} onClick={() => answer(one)}>
          {bulkWords[one]} {count(chosen.length, 'review')}
        </Button>
      ))}
    </Group>
  );
}

export function Reviews() {
  const navigate = useNavigate();
  const state = useListState(['state'], '-created_at');
  const group = reviewGroups.find((one) => one.value === state.search.group);
  const isOpen = (state.query.filter.state ?? 'open') === 'open';
  const query = { ...state.query, filter: { state: 'open', ...state.query.filter, ...(group ? { kind: group.kinds.join(',') } : {}) } };
  const reviews = useList<Review>('/api/reviews', query);
  return (
    <>
      <PageTitle title="Reviews" line="What a sync could not decide by itself, and therefore left as it was." />
      <Groups value={group?.value ?? ''} onChange={(value) => void state.set({ group: value || undefined, page: undefined })} />
      <DataTable
        name="reviews"
        path="/api/reviews"
        state={{ ...state, query }}
        result={reviews}
        columns={isOpen ? columns : [...columns, ...decidedColumns]}
        filters={filters}
        {...(isOpen ? { bulk: (rows: Item<Review>[], clear: () => void) => <Bulk rows={rows} clear={clear} /> } : {})}
        onOpen={(one) => void navigate({ to: '/reviews/$id', params: { id: one.id } })}
        empty={
          <EmptyState
            icon={<IconEyeCheck size={28} />}
            title="Nothing waits for a decision"
            why="When a user fits several contacts, somebody leaves, or a change looks wrong, the sync writes nothing and asks here."
          />
        }
      />
    </>
  );
}
