// One sync of one tenant: how it ended and why, its counts, and its log.
import { Button, Group, Paper, SimpleGrid, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import type { Item } from '../../api/client';
import { isEnded, useLive } from '../../api/events';
import { useList, useOne } from '../../api/queries';
import type { Run, RunEvent, Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice, Notice } from '../../parts/error_notice';
import { ButtonTo, LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { LiveProgress } from '../../parts/live_progress';
import { PageTitle } from '../../parts/page_title';
import { StateBadge } from '../../parts/state_badge';
import { durationText, number, plain, startedBy, typeName, wayName } from '../../parts/words';
import { PreviewTable, useAcceptFirst, useTenantSync, waitsForAccept } from '../integrations/tenant_actions';
import { UndoneRun, UndoRunButton } from '../history/undo_run';
import { eventColumns, eventKinds, withKinds } from './event_columns';

const filters = [{ name: 'kind', options: eventKinds }];

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}

function Facts({ run }: { run: Item<Run> }) {
  return (
    <Paper withBorder p="md">
      <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }}>
        <Fact label="Started by">{startedBy(run.startedBy)}</Fact>
        <Fact label="Queued">
          <Age at={run.queuedAt} />
        </Fact>
        {run.startsAt && new Date(run.startsAt) > new Date() ? (
          <Fact label="Starts">
            <Age at={run.startsAt} />
          </Fact>
        ) : (
          <Fact label="Started">
            <Age at={run.startedAt} />
          </Fact>
        )}
        <Fact label="Took">{durationText(run.startedAt, run.finishedAt) || 'Not finished'}</Fact>
        <Fact label="Way in">{run.way ? wayName(run.way) : 'None yet'}</Fact>
        <Fact label="Requests to Microsoft">{requestsText(run)}</Fact>
      </SimpleGrid>
    </Paper>
  );
}

// "12", or "12, with 40 questions inside".
function requestsText(run: Run) {
  return run.batched > 0 ? `${number(run.requests)}, with ${number(run.batched)} questions inside` : number(run.requests);
}

function TypeCounts({ types }: { types: Record<string, Record<string, number | string>> }) {
  const names = [...new Set(Object.values(types).flatMap((one) => Object.keys(one).filter((key) => typeof one[key] === 'number')))];
  return (
    <Table.ScrollContainer minWidth={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Data type</Table.Th>
            {names.map((name) => (
              <Table.Th key={name} ta="right">
                {plain(name)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(types).map(([type, counts]) => (
            <Table.Tr key={type}>
              <Table.Td>
                {typeName(type)}
                {typeof counts.reason === 'string' && counts.reason && (
                  <Text size="xs" c="dimmed">
                    {plain(counts.reason)}
                  </Text>
                )}
              </Table.Td>
              {names.map((name) => (
                <Table.Td key={name} ta="right">
                  {typeof counts[name] === 'number' ? number(counts[name]) : ''}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Numbers({ title, numbers }: { title: string; numbers?: Record<string, number> }) {
  if (!numbers || Object.keys(numbers).length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      <SimpleGrid cols={{ base: 2, sm: 3 }}>
        {Object.entries(numbers).map(([name, value]) => (
          <Fact key={name} label={plain(name)}>
            {number(value)}
          </Fact>
        ))}
      </SimpleGrid>
    </Paper>
  );
}

function Counts({ run }: { run: Item<Run> }) {
  const { types, contacts, configurations, preview, previewConfigurations } = run.counts ?? {};
  if (!types && !contacts && !preview) return null;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      {types && Object.keys(types).length > 0 && (
        <Paper withBorder p="md">
          <Title order={2} size="h5">
            What Microsoft listed
          </Title>
          <TypeCounts types={types} />
        </Paper>
      )}
      <Numbers title="What it did to contacts" numbers={contacts} />
      <Numbers title="What it did to configurations" numbers={configurations} />
      {preview && run.state === 'held' && (
        <Paper withBorder p="md">
          <Title order={2} size="h5" mb="xs">
            What the first sync would do
          </Title>
          <PreviewTable preview={preview} />
          <LinkTo size="sm" underline="always" to="/tenants/$id/preview" params={{ id: String(run.tenantId) }}>
            Look at each user
          </LinkTo>
        </Paper>
      )}
      {run.state === 'held' && <Numbers title="What the first sync would do with configurations" numbers={previewConfigurations} />}
    </SimpleGrid>
  );
}

function Outcome({ run }: { run: Item<Run> }) {
  const live = useLive().get(run.tenantId);
  if (live && live.runId === Number(run.id) && !isEnded(run.state) && !isEnded(live.state)) return <LiveProgress run={live} />;
  const bad = run.state === 'failed' || run.state === 'partial' || run.state === 'gaps' || run.state === 'held';
  if (!bad || !run.sentence) return null;
  const color = run.state === 'failed' ? 'red' : run.state === 'held' ? 'orange' : 'yellow';
  return <Notice color={color} title={plain(run.reason ?? run.state)} sentence={run.sentence} remedy={run.remedy} details={run.detail} />;
}

function TitleActions({ run }: { run: Item<Run> }) {
  const may = useMay();
  const tenant = useOne<Tenant>(`/api/tenants/${run.tenantId}`).data?.item;
  const sync = useTenantSync();
  const first = useAcceptFirst();
  if (!tenant) return null;
  return (
    <>
      <UndoRunButton run={run} />
      {may.manage && waitsForAccept(tenant) && (
        <Button loading={first.busy} onClick={() => void first.accept(tenant)}>
          Accept first sync
        </Button>
      )}
      {may.edit && tenant.state !== 'ignored' && (
        <Button variant="default" onClick={() => void sync(tenant)}>
          Start manual sync
        </Button>
      )}
      {tenant.organizationId !== null && (
        <ButtonTo variant="default" to="/organizations/$id/contacts" params={{ id: String(tenant.organizationId) }}>
          Open organization
        </ButtonTo>
      )}
      {may.manage && tenant.connectionId !== null && (
        <ButtonTo variant="default" to="/integrations/$id" params={{ id: String(tenant.connectionId) }}>
          Integration
        </ButtonTo>
      )}
    </>
  );
}

export function RunPage() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Run>(`/api/runs/${id}`);
  const state = useListState(['kind'], 'id');
  const path = `/api/runs/${id}/relationships/events`;
  const events = useList<RunEvent>(path, withKinds(state.query));
  const columns = useMemo(() => eventColumns(), []);
  const run = result.data?.item;
  if (result.isError) {
    return (
      <>
        <PageTitle title="Sync" line="This sync cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  if (!run) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <>
      <PageTitle
        title={`Sync of ${run.tenantName}`}
        badge={<StateBadge state={run.state} why={run.sentence} />}
        line={run.dryRun ? 'A dry run: it only looked, and wrote nothing to documentation.' : 'What this sync read, what it did, and why.'}
        actions={<TitleActions run={run} />}
      />
      <Stack>
        <UndoneRun run={run} />
        <Outcome run={run} />
        <Facts run={run} />
        <Counts run={run} />
        <Group>
          <Title order={2} size="h4">
            Log
          </Title>
        </Group>
        <DataTable
          name="sync-run"
          path={path}
          state={state}
          result={events}
          columns={columns}
          filters={filters}
          empty={<EmptyState icon={<IconListDetails size={28} />} title="Nothing is logged yet" why="The sync has not begun, or it found nothing to say." />}
        />
      </Stack>
    </>
  );
}
