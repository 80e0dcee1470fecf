// Before a match is changed, or an organization of nearly the same name is made: what it does, and the buttons.
import { Badge, Button, Group, List, Modal, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { percent, count, plain } from '../../parts/words';
import { LinkTo } from '../../parts/link';
import type { MatchEffect, MovedAsset, NearestName, Question } from './match_actions';

const acts: Record<MovedAsset['act'], string> = { move: 'Moves along', unlink: 'Stays, unlinked', ask: 'Becomes a review' };

export function effectLines({ moves, unlinks, asks }: MatchEffect): string[] {
  const lines: string[] = [];
  if (moves > 0) lines.push(`${count(moves, 'asset')} that the sync made and nobody edited ${moves === 1 ? 'moves' : 'move'} along.`);
  if (unlinks > 0) lines.push(`${count(unlinks, 'asset')} that ${unlinks === 1 ? 'was' : 'were'} there before ${unlinks === 1 ? 'is' : 'are'} unlinked and ${unlinks === 1 ? 'stays' : 'stay'}.`);
  if (asks > 0) lines.push(`${count(asks, 'asset')} that people edited ${asks === 1 ? 'becomes a review' : 'become reviews'}.`);
  return lines;
}

function Assets({ effect }: { effect: MatchEffect }) {
  const more = effect.moves + effect.unlinks + effect.asks - effect.assets.length;
  return (
    <ScrollArea.Autosize mah={260} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'What becomes of each asset' }}>
      <Table verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Asset</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>What becomes of it</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {effect.assets.map((asset) => (
            <Table.Tr key={`${asset.kind} ${asset.id}`}>
              <Table.Td>{asset.name}</Table.Td>
              <Table.Td>{plain(asset.kind)}</Table.Td>
              <Table.Td>{acts[asset.act]}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more > 0 && (
        <Text size="sm" c="dimmed" p="xs">
          and {more} more
        </Text>
      )}
    </ScrollArea.Autosize>
  );
}

function Nearest({ names, onMatch }: { names: NearestName[]; onMatch: (organization: { id: string; name: string }) => void }) {
  return (
    <Table verticalSpacing={4}>
      <Table.Tbody>
        {names.map((one) => (
          <Table.Tr key={one.organizationId}>
            <Table.Td>
              <LinkTo size="sm" to="/organizations/$id" params={{ id: String(one.organizationId) }}>
                {one.name}
              </LinkTo>
            </Table.Td>
            <Table.Td w={80}>
              <Badge variant="default" tt="none">
                {percent(one.score)}
              </Badge>
            </Table.Td>
            <Table.Td ta="right">
              <Button size="compact-sm" variant="default" aria-label={`Match to ${one.name}`} onClick={() => onMatch({ id: String(one.organizationId), name: one.name })}>
                Match to this
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface Props {
  question: Question;
  onAnswer: (question: Question) => void;
  onClose: () => void;
}

export function MatchQuestion({ question, onAnswer, onClose }: Props) {
  const { tenant, organization, effect } = question;
  const title = organization ? `Match ${tenant.name} to ${organization.name}` : `Is ${tenant.name} another organization?`;
  return (
    <Modal opened onClose={onClose} size="lg" title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        {organization ? (
          <>
            <Text size="sm">It belongs to {tenant.organizationName ?? 'no organization'} now. You can undo this afterwards.</Text>
            <List size="sm">
              {effectLines(effect).map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
            <Assets effect={effect} />
          </>
        ) : (
          <>
            <Text size="sm">These organizations are called nearly the same. Match the tenant to one of them, or create another.</Text>
            <Nearest names={effect.nearest} onMatch={(one) => onAnswer({ ...question, organization: one })} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it as it is
          </Button>
          <Button data-autofocus onClick={() => onAnswer(question)}>
            {organization ? 'Change match' : `Create ${tenant.name}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
