// A table that the server pages, filters and sorts; long pages draw only the rows in view.
import { Box, Checkbox, Group, Paper, Skeleton, Stack, Table, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import {
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
  type ColumnVisibilityState,
} from '@tanstack/react-table';
import type { UseQueryResult } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import type { Item, Page } from '../api/client';
import type { Column } from './column';
import { ErrorNotice } from './error_notice';
import { nextSort, type ListState } from './list_state';
import { TableBar, type ChipFilter } from './table_bar';
import { TableFoot } from './table_foot';

interface Props<A> {
  name: string; // names the CSV and remembers the columns
  path: string;
  state: ListState;
  result: UseQueryResult<Page<A>, Error>;
  columns: Column<A>[];
  empty: ReactNode;
  filters?: ChipFilter[];
  searchLabel?: string;
  onOpen?: (row: Item<A>) => void;
  csv?: boolean | (() => void);
  bulk?: (rows: Item<A>[], clear: () => void) => ReactNode;
  isActive?: (row: Item<A>, index: number) => boolean;
  cards?: boolean; // on a narrow page each row is a card, for rows with many buttons
}

const features = tableFeatures({ columnVisibilityFeature });
const virtualFrom = 100;
const rowHeight = 45;
const headerHeight = 56;
const narrowPage = '(max-width: 47.99em)';
const none: never[] = [];

const inner = 'a,button,input,select,textarea,label,[role=option],[role=menuitem]';

function SortHeader<A>({ column, state }: { column: Column<A>; state: ListState }) {
  if (!column.sort) return <>{column.header}</>;
  const current = state.query.sort;
  const up = current === column.sort;
  const down = current === `-${column.sort}`;
  const icon = up ? <IconArrowUp size={14} /> : down ? <IconArrowDown size={14} /> : <IconArrowsSort size={14} opacity={0.5} />;
  return (
    <UnstyledButton fz="inherit" fw="inherit" onClick={() => state.set({ sort: nextSort(current, column.sort as string) })}>
      <Group gap={4} wrap="nowrap" justify={column.right ? 'flex-end' : 'flex-start'}>
        {column.header}
        {icon}
      </Group>
    </UnstyledButton>
  );
}

function ariaSort<A>(column: Column<A>, state: ListState): 'ascending' | 'descending' | undefined {
  if (!column.sort) return undefined;
  if (state.query.sort === column.sort) return 'ascending';
  return state.query.sort === `-${column.sort}` ? 'descending' : undefined;
}

function LoadingRows({ columns }: { columns: number }) {
  return (
    <Stack gap="sm" p="sm" aria-busy aria-label="Loading">
      {Array.from({ length: 8 }, (_, row) => (
        <Group key={row} grow>
          {Array.from({ length: Math.min(columns, 5) }, (_unused, cell) => (
            <Skeleton key={cell} height={18} />
          ))}
        </Group>
      ))}
    </Stack>
  );
}

// Rows in view, and the height above and below them. Short pages are drawn whole.
function useRowsInView(total: number) {
  const list = useRef<HTMLTableElement>(null);
  const virtual = total > virtualFrom;
  const rows = useWindowVirtualizer({
    count: virtual ? total : 0,
    estimateSize: () => rowHeight,
    overscan: 20,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  if (!virtual) return { list, first: 0, end: total, above: 0, below: 0 };
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? -1) + 1;
  return { list, first, end, above: first * rowHeight, below: (total - end) * rowHeight };
}

function Filler({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <Table.Tr aria-hidden>
      <Table.Td colSpan={columns} h={height} p={0} />
    </Table.Tr>
  );
}

// The table as TanStack sees it: which columns are visible, which rows there are.
function useRows<A>({ name, columns, result }: Props<A>) {
  const [visibility, setVisibility] = useLocalStorage<ColumnVisibilityState>({
    key: `reeve-columns-${name}`,
    defaultValue: Object.fromEntries(columns.filter((one) => one.off).map((one) => [one.id, false])),
  });
  const data = (result.data?.rows ?? none) as Item<A>[];
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Item<A>>();
    return columns.map((column) =>
      helper.display({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }),
    );
  }, [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row) => row.id,
    state: { columnVisibility: visibility },
    onColumnVisibilityChange: setVisibility,
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const visible = table.getVisibleLeafColumns().map((one) => byId.get(one.id) as Column<A>);
  const rows = table.getRowModel().rows.map((row) => row.original);
  return { data: rows, visible, visibility, setVisibility };
}

// Which rows of this page a person has chosen.
function useChosen<A>(data: Item<A>[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return {
    picked: data.filter((row) => chosen.has(row.id)),
    has: (id: string) => chosen.has(id),
    clear: () => setChosen(new Set()),
    all: (on: boolean) => setChosen(on ? new Set(data.map((row) => row.id)) : new Set()),
    pick: (id: string, on: boolean) => {
      const copy = new Set(chosen);
      if (on) copy.add(id);
      else copy.delete(id);
      setChosen(copy);
    },
  };
}
type Chosen<A> = ReturnType<typeof useChosen<A>>;

interface BodyProps<A> {
  props: Props<A>;
  data: Item<A>[];
  visible: Column<A>[];
  chosen: Chosen<A>;
}

function HeadRow<A>({ props, data, visible, chosen }: BodyProps<A>) {
  const count = chosen.picked.length;
  return (
    <Table.Tr>
      {props.bulk && (
        <Table.Th w={36}>
          <Checkbox
            size="xs"
            aria-label="Choose all rows of this page"
            checked={count === data.length}
            indeterminate={count > 0 && count < data.length}
            onChange={(event) => chosen.all(event.currentTarget.checked)}
          />
        </Table.Th>
      )}
      {visible.map((column) => (
        <Table.Th
          key={column.id}
          w={column.width}
          ta={column.right ? 'right' : 'left'}
          visibleFrom={column.wide ? 'sm' : undefined}
          aria-sort={ariaSort(column, props.state)}
        >
          {column.header ? <SortHeader column={column} state={props.state} /> : <VisuallyHidden>Actions</VisuallyHidden>}
        </Table.Th>
      ))}
    </Table.Tr>
  );
}

function BodyRow<A>({ props, visible, chosen, row, active }: Omit<BodyProps<A>, 'data'> & { row: Item<A>; active: boolean }) {
  const { onOpen, bulk } = props;
  return (
    <Table.Tr
      data-row={row.id}
      data-active={active || undefined}
      bg={active ? 'var(--mantine-primary-color-light)' : undefined}
      style={onOpen ? { cursor: 'pointer' } : undefined}
      onClick={(event) => {
        if (onOpen && !(event.target as HTMLElement).closest(inner)) onOpen(row);
      }}
    >
      {bulk && (
        <Table.Td>
          <Checkbox
            size="xs"
            aria-label="Choose this row"
            checked={chosen.has(row.id)}
            onChange={(event) => chosen.pick(row.id, event.currentTarget.checked)}
          />
        </Table.Td>
      )}
      {visible.map((column) => (
        <Table.Td
          key={column.id}
          ta={column.right ? 'right' : undefined}
          visibleFrom={column.wide ? 'sm' : undefined}
          style={{ overflowWrap: 'anywhere' }}
        >
          {column.cell(row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

// A row as a card: its cells below each other, the less important ones left out.
function Cards<A>({ props, data, visible }: BodyProps<A>) {
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {data.map((row, index) => (
        <Paper
          key={row.id}
          component="li"
          withBorder
          p="sm"
          data-row={row.id}
          bg={props.isActive?.(row, index) ? 'var(--mantine-primary-color-light)' : undefined}
        >
          <Stack gap="xs">
            {visible
              .filter((column) => !column.wide)
              .map((column) => (
                <div key={column.id} style={{ overflowWrap: 'anywhere' }}>
                  {column.cell(row)}
                </div>
              ))}
          </Stack>
        </Paper>
      ))}
    </Stack>
  );
}

function Rows<A>({ props, data, visible, chosen }: BodyProps<A>) {
  const { list, first, end, above, below } = useRowsInView(data.length);
  const stale = props.result.isPlaceholderData;
  return (
    <Box opacity={stale ? 0.6 : 1}>
      <Table ref={list} highlightOnHover verticalSpacing="xs" stickyHeader stickyHeaderOffset={headerHeight} aria-busy={stale}>
        <Table.Thead>
          <HeadRow props={props} data={data} visible={visible} chosen={chosen} />
        </Table.Thead>
        <Table.Tbody>
          <Filler height={above} columns={visible.length} />
          {data.slice(first, end).map((row, index) => (
            <BodyRow
              key={row.id}
              props={props}
              visible={visible}
              chosen={chosen}
              row={row}
              active={props.isActive?.(row, first + index) ?? false}
            />
          ))}
          <Filler height={below} columns={visible.length} />
        </Table.Tbody>
      </Table>
    </Box>
  );
}

export function DataTable<A>(props: Props<A>) {
  const { state, result, columns, bulk } = props;
  const { data, visible, visibility, setVisibility } = useRows(props);
  const chosen = useChosen(data);
  const narrow = useMediaQuery(narrowPage, false, { getInitialValueInEffect: false });
  const asCards = Boolean(props.cards && narrow);
  const filtered = Boolean(state.search.q) || (props.filters ?? []).some((one) => state.search[one.name]);
  const bare = result.isSuccess && data.length === 0 && !filtered; // nothing to search, filter or download
  return (
    <Stack gap="sm">
      {!bare && (
        <TableBar
          {...props}
          columns={columns}
          isVisible={(id) => visibility[id] !== false}
          setVisible={(id, on) => setVisibility({ ...visibility, [id]: on })}
        />
      )}
      {result.isError && <ErrorNotice error={result.error} retry={() => void result.refetch()} />}
      {result.isPending && <LoadingRows columns={visible.length} />}
      {result.isSuccess && data.length === 0 && (filtered ? <NothingFits state={state} filters={props.filters} /> : props.empty)}
      {data.length > 0 && asCards && <Cards props={props} data={data} visible={visible} chosen={chosen} />}
      {data.length > 0 && !asCards && <Rows props={props} data={data} visible={visible} chosen={chosen} />}
      {result.data && result.data.total > 0 && <TableFoot page={result.data} state={state} />}
      {bulk && chosen.picked.length > 0 && (
        <Paper withBorder shadow="md" p="sm" pos="sticky" bottom={12}>
          <Group justify="space-between">
            <Text size="sm">{chosen.picked.length} chosen</Text>
            <Group gap="xs">{bulk(chosen.picked, chosen.clear)}</Group>
          </Group>
        </Paper>
      )}
    </Stack>
  );
}

function NothingFits({ state, filters }: { state: ListState; filters?: ChipFilter[] | undefined }) {
  const cleared = Object.fromEntries([['q', undefined], ...(filters ?? []).map((one) => [one.name, undefined])]);
  return (
    <Stack align="center" py="xl" gap="xs">
      <Text fw={600}>Nothing fits the search and filters</Text>
      <UnstyledButton c="var(--mantine-color-anchor)" onClick={() => state.set(cleared)}>
        Clear them
      </UnstyledButton>
    </Stack>
  );
}
