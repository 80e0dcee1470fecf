// One difference in a row: what stands in Reeve and who wrote it, what Microsoft says and how old that is, and the two answers.
import { Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconLock, IconLockOpen } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import type { CompareAct, Comparison } from '../../api/compare';
import type { Column } from '../../parts/column';
import { LinkTo } from '../../parts/link';
import { MicrosoftBadge, SourceBadge } from '../../parts/source_badge';

// Addresses and numbers stand one a line; a title may have a comma of its own.
const lists = new Set(['emails', 'phones']);

function Lines({ field, value }: { field: string; value: string }) {
  return (
    <>
      {(lists.has(field) ? value.split(', ') : [value]).map((line) => (
        <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
    </>
  );
}

function Ours({ row }: { row: Comparison }) {
  return (
    <>
      {row.ours ? (
        <Lines field={row.field} value={row.ours} />
      ) : (
        <Text size="sm" c="dimmed">
          Nothing written
        </Text>
      )}
      <Group gap={4} mt={2}>
        {row.ours && <SourceBadge source={row.source} at={row.sourceAt} />}
        {row.locked && (
          <Tooltip label="A person claimed this field: no sync writes it." withArrow>
            <Badge variant="default" size="sm" radius="sm" tt="none" tabIndex={0} leftSection={<IconLock size={12} />}>
              Kept
            </Badge>
          </Tooltip>
        )}
      </Group>
    </>
  );
}

function Microsofts({ row }: { row: Comparison }) {
  if (!row.microsoft) {
    return (
      <Text size="sm" c="dimmed">
        {row.reason ?? 'Both have nothing.'}
      </Text>
    );
  }
  return (
    <>
      <Lines field={row.field} value={row.microsoft} />
      <Group mt={2}>
        <MicrosoftBadge at={row.asOf} />
      </Group>
    </>
  );
}

function Answers({ row, act }: { row: Item<Comparison>; act: (rows: Item<Comparison>[], what: CompareAct) => void }) {
  const what = `${row.label} of ${row.assetName}`;
  if (row.state === 'same' && !row.locked) {
    return (
      <Text size="sm" c="dimmed">
        Same
      </Text>
    );
  }
  return (
    <Group gap={6} wrap="wrap">
      {(row.state === 'differs' || row.state === 'kept') && (
        <Button size="compact-sm" variant="default" leftSection={<IconArrowLeft size={14} />} aria-label={`Take Microsoft's ${what}`} onClick={() => act([row], 'take')}>
          Take Microsoft&apos;s
        </Button>
      )}
      {row.locked ? (
        <Button size="compact-sm" variant="default" leftSection={<IconLockOpen size={14} />} aria-label={`Unlock ${what}`} onClick={() => act([row], 'release')}>
          Unlock
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" leftSection={<IconLock size={14} />} aria-label={`Keep ours: ${what}`} onClick={() => act([row], 'keep')}>
          Keep ours
        </Button>
      )}
    </Group>
  );
}

function Asset({ row }: { row: Comparison }) {
  if (row.assetKind === 'configuration') {
    return (
      <LinkTo size="sm" fw={500} to="/configurations/$id" params={{ id: String(row.assetId) }}>
        {row.assetName}
      </LinkTo>
    );
  }
  if (row.assetKind !== 'contact') {
    return (
      <Text size="sm" fw={500}>
        {row.assetName}
      </Text>
    );
  }
  return (
    <LinkTo size="sm" fw={500} to="/contacts/$id/compare" params={{ id: String(row.assetId) }}>
      {row.assetName}
    </LinkTo>
  );
}

// `act` only for who may write.
export function compareColumns(asset: boolean, act?: (rows: Item<Comparison>[], what: CompareAct) => void): Column<Comparison>[] {
  const columns: Column<Comparison>[] = [
    { id: 'field', header: 'Field', width: 130, cell: (row) => <Text size="sm">{row.label}</Text> },
    { id: 'ours', header: 'Reeve', cell: (row) => <Ours row={row} /> },
    { id: 'microsoft', header: 'Microsoft', cell: (row) => <Microsofts row={row} /> },
    { id: 'tenant', header: 'Tenant', off: true, cell: (row) => row.tenantName },
  ];
  if (asset) columns.unshift({ id: 'asset', header: 'Name', width: 160, cell: (row) => <Asset row={row} /> });
  if (act) columns.push({ id: 'answers', header: '', width: 310, cell: (row) => <Answers row={row} act={act} /> });
  return columns;
}
