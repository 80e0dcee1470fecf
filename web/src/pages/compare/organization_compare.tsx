// A whole organization beside Microsoft: what differs, field by field, and what is to be done about it.
import { Button, Chip, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { queryString, type Item } from '../../api/client';
import type { CompareAct, Comparison } from '../../api/compare';
import { useList } from '../../api/queries';
import { useMay } from '../../api/session';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { useListState } from '../../parts/list_state';
import { number } from '../../parts/words';
import { useOrganization } from '../organizations/organization_frame';
import { compareColumns } from './compare_columns';
import { useAnswers } from './use_answers';

const shows = [
  { value: 'differs', label: 'Differences' },
  { value: 'kept', label: 'Kept' },
  { value: 'only_ours', label: 'Only in Reeve' },
  { value: 'unknown', label: 'Not known' },
  { value: 'all', label: 'All fields' },
];
const whyEmpty: Record<string, string> = {
  differs: 'Reeve and Microsoft say the same, or differences were answered already: they stand under Kept.',
  kept: 'Whoever chooses "Keep ours" finds the field here, and may unlock it again.',
  only_ours: 'Fields that people filled in and Microsoft has no value for would stand here.',
  unknown: 'Each field is known from Microsoft\'s last answer.',
  all: 'No tenant of this organization is synced yet, or no contact is linked to a Microsoft user.',
};

const fields = [
  {
    name: 'field',
    options: [
      { value: 'title', label: 'Title' },
      { value: 'primary_email', label: 'Primary e-mail' },
      { value: 'emails', label: 'Addresses' },
      { value: 'phones', label: 'Phones' },
    ],
  },
];

function TakeAll({ total, take }: { total: number; take: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        Take all {number(total)}
      </Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title={`Take Microsoft's value in ${number(total)} ${total === 1 ? 'field' : 'fields'}?`}>
        <Stack>
          <Text size="sm">
            What stands in Reeve there is replaced, and the next syncs keep it as Microsoft has it. Addresses and numbers that people added stay. Each history keeps what was
            there before. Locked fields are left.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(false)}>
              Cancel
            </Button>
            <Button
              onClick={() => {
                setAsked(false);
                take();
              }}
            >
              Take {total} {total === 1 ? 'value' : 'values'}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

export function OrganizationCompare() {
  const { id } = useOrganization();
  const may = useMay();
  const state = useListState(['field', 'show'], undefined);
  const show = state.search.show ?? 'differs';
  const path = `/api/organizations/${id}/compare`;
  const { show: _shown, ...filter } = state.query.filter;
  const query = { ...state.query, filter: { ...filter, ...(show === 'all' ? {} : { state: show }) } };
  const rows = useList<Comparison>(path, query);
  const { some, all, busy } = useAnswers(id);
  const total = rows.data?.total ?? 0;
  const columns = useMemo(
    () => compareColumns(true, may.edit ? (chosen: Item<Comparison>[], act: CompareAct) => void some(chosen, act) : undefined),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `some` is new with each drawing and does the same
    [may.edit, id],
  );
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <Chip.Group multiple={false} value={show} onChange={(value) => void state.set({ show: value === 'differs' ? undefined : value })}>
          <Group gap={6} role="radiogroup" aria-label="Which fields">
            {shows.map((one) => (
              <Chip key={one.value} size="xs" value={one.value}>
                {one.label}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {may.edit && show === 'differs' && total > 0 && !busy && <TakeAll total={total} take={() => void all('take', { search: state.search.q, field: state.search.field }, total)} />}
      </Group>
      {busy && (
        <div role="status">
          <Text size="sm">
            {busy.done} of {busy.of} taken
          </Text>
          <Progress value={(busy.done / Math.max(busy.of, 1)) * 100} aria-label={`${busy.done} of ${busy.of} taken`} animated />
        </div>
      )}
      <DataTable
        name="compare"
        path={path}
        state={{ ...state, query }}
        result={rows}
        columns={columns}
        filters={fields}
        searchLabel="Search names"
        cards
        csv={() => window.location.assign(`${path}${queryString(query)}&format=csv`)}
        bulk={
          may.edit
            ? (chosen, clear) => (
                <>
                  <Button size="compact-sm" variant="default" onClick={() => void some(chosen, 'keep').then(clear)}>
                    Keep ours in {chosen.length}
                  </Button>
                  <Button size="compact-sm" onClick={() => void some(chosen, 'take').then(clear)}>
                    Take Microsoft&apos;s in {chosen.length}
                  </Button>
                </>
              )
            : undefined
        }
        empty={<EmptyState icon={<IconArrowsDiff size={28} />} title={show === 'differs' ? 'Nothing differs' : 'Nothing here'} why={whyEmpty[show] ?? ''} />}
      />
    </Stack>
  );
}
