// Below a table: how many rows there are, which page this is, how long a page is.
import { Group, NativeSelect, Pagination, Text } from '@mantine/core';
import type { Page } from '../api/client';
import { pageSizes, type ListState } from './list_state';
import { number } from './words';

export function TableFoot({ page, state }: { page: Page<unknown>; state: ListState }) {
  const size = state.query.size;
  const from = (page.page - 1) * size + 1;
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed">
        {number(from)} to {number(from + page.rows.length - 1)} of {number(page.total)}
      </Text>
      <Group gap="sm">
        {page.total > (pageSizes[0] as number) && (
          <NativeSelect
            size="xs"
            aria-label="Rows a page"
            value={String(size)}
            data={pageSizes.map((one) => ({ value: String(one), label: `${number(one)} rows` }))}
            onChange={(event) => void state.set({ size: event.currentTarget.value === '50' ? undefined : event.currentTarget.value })}
          />
        )}
        {page.pages > 1 && (
          <Pagination
            size="sm"
            total={page.pages}
            value={page.page}
            onChange={state.setPage}
            getControlProps={(control) => ({ 'aria-label': `${control} page` })}
            getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
          />
        )}
      </Group>
    </Group>
  );
}
