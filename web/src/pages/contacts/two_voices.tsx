// The fields both speak about, one row each: ours left, Microsoft's right, a mark where they differ.
import { Badge, Box, Group, Paper, Table, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowsDiff, IconLock } from '@tabler/icons-react';
import type { Overlay, OverlayRow } from '../../api/resources';
import { MicrosoftBadge, SourceBadge } from '../../parts/source_badge';
import { shown } from '../../parts/words';

// Addresses and numbers stand one a line; a title may have a comma of its own.
const lists = new Set(['emails', 'phones']);

function Lines({ field, value }: { field: string; value: unknown }) {
  const text = shown(value);
  return (
    <>
      {(lists.has(field) ? text.split(', ') : [text]).map((line) => (
        <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
    </>
  );
}

function Ours({ row }: { row: OverlayRow }) {
  return (
    <>
      {shown(row.ours) ? (
        <Lines field={row.field} value={row.ours} />
      ) : (
        <Text size="sm" c="dimmed">
          Nothing written
        </Text>
      )}
      <Group gap={4} mt={2}>
        <SourceBadge source={row.source} at={row.sourceAt} />
        {row.rule === 'microsoft_wins' && !row.locked && (
          <Tooltip label="The sync settings let Microsoft win here: what a person writes is overwritten by the next sync." withArrow multiline maw={320}>
            <Badge variant="default" size="sm" radius="sm" tt="none" tabIndex={0}>
              Microsoft wins
            </Badge>
          </Tooltip>
        )}
        {row.locked && (
          <Tooltip label="A person claimed this field: no sync writes it." withArrow>
            <Badge variant="default" size="sm" radius="sm" tt="none" tabIndex={0} leftSection={<IconLock size={12} />}>
              Locked
            </Badge>
          </Tooltip>
        )}
      </Group>
    </>
  );
}

function Microsofts({ row }: { row: OverlayRow }) {
  if (!shown(row.microsoft)) {
    return (
      <Text size="sm" c="dimmed">
        {row.reason ?? 'Microsoft says nothing.'}
      </Text>
    );
  }
  return (
    <>
      <Lines field={row.field} value={row.microsoft} />
      {row.differs && (
        <Badge mt={2} variant="light" color="yellow" c="var(--mantine-color-text)" size="sm" radius="sm" tt="none" leftSection={<IconArrowsDiff size={12} />}>
          Differs
        </Badge>
      )}
    </>
  );
}

export function TwoVoices({ overlay, title = 'Contact' }: { overlay: Overlay; title?: string }) {
  const linked = overlay.records.length > 0;
  const age = overlay.rows.find((row) => row.ageAt)?.ageAt;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="voices">
      <Title order={2} size="h5" id="voices" mb="xs">
        {title}
      </Title>
      <Table verticalSpacing="xs" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={130} visibleFrom="sm">
              Field
            </Table.Th>
            <Table.Th>Reeve</Table.Th>
            {linked && (
              <Table.Th>
                <MicrosoftBadge at={age ?? null} />
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {overlay.rows.map((row) => (
            <Table.Tr key={row.field} data-field={row.field} data-differs={row.differs || undefined} style={{ verticalAlign: 'top' }}>
              <Table.Th scope="row" fw={400} visibleFrom="sm">
                <Text size="sm" c="dimmed">
                  {row.label}
                </Text>
              </Table.Th>
              <Table.Td>
                <Box hiddenFrom="sm">
                  <Text size="xs" c="dimmed">
                    {row.label}
                  </Text>
                </Box>
                <Ours row={row} />
              </Table.Td>
              {linked && (
                <Table.Td>
                  <Microsofts row={row} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
