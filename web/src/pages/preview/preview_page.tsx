// The preview of a tenant: what its next sync would do, counted and user by user, before anything is written.
import { Alert, Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconHandStop, IconUsers } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { queryString, type Item } from '../../api/client';
import type { Outcome, PreviewRow, WholePreview } from '../../api/previews';
import { useList, useOne, useWrite } from '../../api/queries';
import type { Run, Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { number } from '../../parts/words';
import { touchedBySync, useAcceptFirst, waitsForAccept } from '../integrations/tenant_actions';
import { OutcomeBadge, PreviewRowModal } from './preview_row';
import { countOf, fieldsOf, outcomes } from './preview_words';

const columns: Column<PreviewRow>[] = [
  {
    id: 'user',
    header: 'Microsoft user',
    width: 300,
    cell: (row) => (
      <>
        <Text size="sm" fw={500}>
          {row.name}
        </Text>
        <Text size="xs" c="dimmed">
          {row.userName}
        </Text>
      </>
    ),
    csv: (row) => row.title,
  },
  { id: 'outcome', header: 'Outcome', width: 130, cell: (row) => <OutcomeBadge outcome={row.outcome} />, csv: (row) => row.outcome },
  { id: 'why', header: 'Why', cell: (row) => <Text size="sm">{row.sentence}</Text>, csv: (row) => row.sentence },
  { id: 'writes', header: 'Would write', wide: true, width: 220, cell: (row) => <Text size="sm">{fieldsOf(row) || 'nothing'}</Text>, csv: (row) => fieldsOf(row) },
];

// Each outcome that occurs, with its count; one click filters the list by it.
function Figures({ preview, chosen, choose }: { preview: WholePreview; chosen: string | undefined; choose: (outcome: Outcome | undefined) => void }) {
  const shown = outcomes.filter((one) => countOf(preview, one.value) > 0);
  return (
    <SimpleGrid cols={{ base: 2, sm: 4, lg: Math.max(shown.length, 4) }} spacing="xs">
      {shown.map((one) => (
        <Paper
          key={one.value}
          withBorder
          p="sm"
          component="button"
          type="button"
          ta="left"
          style={{ cursor: 'pointer' }}
          aria-pressed={chosen === one.value}
          data-outcome={one.value}
          bg={chosen === one.value ? 'var(--mantine-primary-color-light)' : undefined}
          onClick={() => choose(chosen === one.value ? undefined : one.value)}
        >
          <Text size="xl" fw={600}>
            {number(countOf(preview, one.value))}
          </Text>
          <Text size="sm">{one.label}</Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}

function Remarks({ tenant, preview }: { tenant: Item<Tenant>; preview: WholePreview }) {
  return (
    <>
      {waitsForAccept(tenant) && (
        <Alert color="orange" icon={<IconHandStop />} title="The first sync waits for your yes">
          Nothing has been written to {tenant.organizationName} yet. Accepting lets the first sync write what stands here; what is unclear becomes a review.
        </Alert>
      )}
      {tenant.organizationId === null && (
        <Alert color="yellow" title="This tenant has no organization yet">
          So no contact can fit, and nothing is written before it is matched. The list shows who would be new.
        </Alert>
      )}
      {preview.gap && (
        <Alert color="yellow" title="Microsoft’s list was not read to its end the last time">
          {preview.gap} What is missing is not in the preview. Ask Microsoft again.
        </Alert>
      )}
    </>
  );
}

function useAskAgain() {
  const write = useWrite<Run>(...touchedBySync);
  return {
    busy: write.isPending,
    ask: async (tenant: Item<Tenant>) => {
      try {
        await write.mutateAsync({ path: `/api/tenants/${tenant.id}/sync`, type: 'runs', attributes: { dryRun: true } });
        notifications.show({ color: 'blue', title: `Microsoft is asked again about ${tenant.name}`, message: 'The preview follows; the documentation is not touched.' });
      } catch (error) {
        tellError(error);
      }
    },
  };
}

function Rows({ id, preview }: { id: string; preview: WholePreview }) {
  const [open, setOpen] = useState<Item<PreviewRow> | null>(null);
  const state = useListState(['outcome']);
  const path = `/api/tenants/${id}/preview_rows`;
  const rows = useList<PreviewRow>(path, state.query);
  const { page: _page, size: _size, ...wanted } = state.query;
  const asked = queryString(wanted);
  return (
    <>
      <Figures preview={preview} chosen={state.search.outcome} choose={(outcome) => void state.set({ outcome })} />
      <DataTable
        name="preview"
        path={path}
        state={state}
        result={rows}
        columns={columns}
        searchLabel="Search by name or address"
        cards
        onOpen={setOpen}
        csv={() => window.location.assign(`${path}${asked}${asked ? '&' : '?'}format=csv`)}
        empty={<EmptyState icon={<IconUsers size={28} />} title="The next sync would change nothing" why={`All ${number(preview.linked)} linked contacts are up to date, and nobody is new.`} />}
      />
      {open && <PreviewRowModal row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

export function PreviewPage() {
  const id = useParams({ strict: false }).id as string;
  const may = useMay();
  const tenant = useOne<Tenant>(`/api/tenants/${id}`).data?.item;
  const preview = useOne<WholePreview>(`/api/tenants/${id}/preview`);
  const first = useAcceptFirst();
  const again = useAskAgain();
  const data = preview.data?.item;
  return (
    <>
      <PageTitle
        title={`Preview of ${tenant?.name ?? 'a tenant'}`}
        line={
          <>
            What the next sync would do with each user. Looking writes nothing.
            {data?.readAt && (
              <>
                {' '}
                Microsoft was read <Age at={data.readAt} c="dimmed" />.
              </>
            )}
          </>
        }
        actions={
          tenant && (
            <>
              {may.manage && waitsForAccept(tenant) && (
                <Button loading={first.busy} onClick={() => void first.accept(tenant)}>
                  Accept first sync
                </Button>
              )}
              <Button variant="default" loading={again.busy} onClick={() => void again.ask(tenant)}>
                Ask Microsoft again
              </Button>
              {tenant.organizationId !== null && (
                <ButtonTo variant="default" to="/organizations/$id/sync" params={{ id: String(tenant.organizationId) }}>
                  Organization
                </ButtonTo>
              )}
            </>
          )
        }
      />
      {preview.isPending && <Skeleton height={240} aria-label="Loading" />}
      {preview.isError && <ErrorNotice error={preview.error} retry={() => void preview.refetch()} />}
      {tenant && data && (
        <Stack>
          <Group gap="xs">
            <Text role="status">{data.sentence}</Text>
          </Group>
          <Remarks tenant={tenant} preview={data} />
          <Rows id={id} preview={data} />
        </Stack>
      )}
    </>
  );
}
