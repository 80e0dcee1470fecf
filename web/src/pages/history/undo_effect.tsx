// What an undo does or did, and what stays as it is, with the reason for each.
import { List, Stack, Table, Text } from '@mantine/core';
import type { Stayed, Undo } from '../../api/undo';
import { LinkTo } from '../../parts/link';
import { count, fieldName } from '../../parts/words';
import { doesNothing, stayedLine, undoLines } from './undo_words';

const shownFirst = 20;

function StayedName({ one }: { one: Stayed }) {
  const name = one.assetName || `${one.assetKind} ${one.assetId}`;
  if (one.assetKind !== 'contact') return <>{name}</>;
  return (
    <LinkTo size="sm" to="/contacts/$id" params={{ id: String(one.assetId) }}>
      {name}
    </LinkTo>
  );
}

function StayedTable({ effect }: { effect: Undo }) {
  if (effect.stayed === 0) return null;
  const rows = effect.leftAsIs.slice(0, shownFirst);
  return (
    <div>
      <Text size="sm" fw={500}>
        {stayedLine(effect.stayed)}
      </Text>
      <Table.ScrollContainer minWidth={0} maxHeight={300}>
        <Table verticalSpacing={6}>
          <Table.Tbody>
            {rows.map((one) => (
              <Table.Tr key={`${one.assetKind} ${one.assetId} ${one.path}`} data-stayed={one.reason} style={{ verticalAlign: 'top' }}>
                <Table.Td>
                  <StayedName one={one} />
                  {one.path && (
                    <Text size="xs" c="dimmed">
                      {fieldName(one.path)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{one.sentence}</Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {effect.stayed > rows.length && (
        <Text size="sm" c="dimmed">
          and {count(effect.stayed - rows.length, 'more', 'more')}
        </Text>
      )}
    </div>
  );
}

export function UndoEffect({ effect }: { effect: Undo }) {
  const done = effect.state !== 'preview';
  return (
    <Stack gap="sm">
      {doesNothing(effect) ? (
        <Text size="sm">{done ? 'Nothing was left to take back.' : 'There is nothing left to take back.'}</Text>
      ) : (
        <List size="sm">
          {undoLines(effect, done).map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      {!effect.complete && (
        <Text size="sm" c="dimmed">
          Only the first part of this sync was counted; undoing it does more than this.
        </Text>
      )}
      <StayedTable effect={effect} />
    </Stack>
  );
}
