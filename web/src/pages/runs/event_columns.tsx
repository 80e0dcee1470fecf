// A line of the sync log: what happened, and what to do where something is to do.
import { Text } from '@mantine/core';
import type { ListQuery } from '../../api/client';
import type { RunEvent } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { LinkTo } from '../../parts/link';
import { plain, typeName } from '../../parts/words';

export const eventKinds = [
  { value: 'failure', label: 'Failures' },
  { value: 'hold', label: 'Held' },
  { value: 'skip', label: 'Skipped' },
  { value: 'change', label: 'Changes' },
  { value: 'state', label: 'States' },
  { value: 'note', label: 'Notes' },
];

// Every kind but progress, which the bars show, unless one was chosen. Pure.
export function withKinds<Q extends { filter: ListQuery['filter'] }>(query: Q): Q {
  const kind = query.filter?.kind ?? eventKinds.map((one) => one.value).join(',');
  return { ...query, filter: { ...query.filter, kind } };
}

const colors: Record<string, string> = { failure: 'var(--mantine-color-error)' };

export function eventColumns(tenantName?: (id: number) => string): Column<RunEvent>[] {
  const tenant: Column<RunEvent>[] = tenantName
    ? [
        {
          id: 'tenant',
          header: 'Tenant',
          cell: (event) => (
            <LinkTo size="sm" to="/runs/$id" params={{ id: String(event.runId) }}>
              {event.tenantName ?? tenantName(event.tenantId)}
            </LinkTo>
          ),
          csv: (event) => event.tenantName ?? tenantName(event.tenantId),
        },
      ]
    : [];
  return [
    { id: 'at', header: 'When', cell: (event) => <Age at={event.at} style={{ whiteSpace: 'nowrap' }} />, csv: (event) => event.at },
    ...tenant,
    {
      id: 'kind',
      header: 'Kind',
      wide: true,
      cell: (event) => (
        <Text size="sm" style={{ whiteSpace: 'nowrap' }} c={colors[event.kind]} fw={event.kind === 'failure' ? 600 : undefined}>
          {plain(event.kind)}
        </Text>
      ),
      csv: (event) => event.kind,
    },
    { id: 'type', header: 'Data type', wide: true, cell: (event) => <span style={{ whiteSpace: 'nowrap' }}>{event.type ? typeName(event.type) : ''}</span>, csv: (event) => event.type ?? '' },
    {
      id: 'sentence',
      header: 'What happened',
      cell: (event) => (
        <>
          <Text size="sm">{event.sentence}</Text>
          {event.remedy && (
            <Text size="sm" c="dimmed">
              {event.remedy}
            </Text>
          )}
        </>
      ),
      csv: (event) => [event.sentence, event.remedy].filter(Boolean).join(' '),
    },
    { id: 'code', header: 'Code', off: true, cell: (event) => event.code, csv: (event) => event.code },
  ];
}
