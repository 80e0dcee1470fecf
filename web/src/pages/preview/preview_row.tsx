// One user of a preview: who it is at Microsoft, what speaks for which contact, and what would be written.
import { Alert, Badge, Button, Grid, Group, Modal, Paper, Stack, Table, Text } from '@mantine/core';
import type { Item } from '../../api/client';
import type { Candidate, PreviewRow } from '../../api/previews';
import { LinkTo } from '../../parts/link';
import { MicrosoftBadge } from '../../parts/source_badge';
import { plain } from '../../parts/words';
import { fieldWords, matchWords, outcomeWords, writeWords } from './preview_words';

export function OutcomeBadge({ outcome }: { outcome: string }) {
  const look = outcomeWords(outcome);
  return (
    <Badge variant="light" color={look.color} c="var(--mantine-color-text)" tt="none" radius="sm" miw="max-content">
      {look.word}
    </Badge>
  );
}

function Contact({ candidate }: { candidate: Candidate }) {
  return (
    <Paper withBorder p="xs">
      <LinkTo size="sm" to="/contacts/$id" params={{ id: String(candidate.contactId) }}>
        {candidate.name}
      </LinkTo>
      {candidate.emails.map((email) => (
        <Text key={email} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {email}
        </Text>
      ))}
      {candidate.evidence && (
        <Text size="xs" c="dimmed">
          It {candidate.evidence}.
        </Text>
      )}
      {candidate.linkedUser && (
        <Text size="xs" c="dimmed">
          It belongs to {candidate.linkedUser}.
        </Text>
      )}
    </Paper>
  );
}

function Sides({ row }: { row: Item<PreviewRow> }) {
  return (
    <Grid>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <Text size="sm" fw={600} mb={4}>
          In your documentation
        </Text>
        <Stack gap="xs">
          {row.candidates.length === 0 && (
            <Text size="sm" c="dimmed">
              No contact fits.
            </Text>
          )}
          {row.candidates.map((candidate) => (
            <Contact key={candidate.contactId} candidate={candidate} />
          ))}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <Group gap="xs" mb={4}>
          <Text size="sm" fw={600}>
            At Microsoft
          </Text>
          <MicrosoftBadge />
        </Group>
        <Paper withBorder p="xs">
          <Text size="sm">{row.name}</Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {row.userName}
          </Text>
          {row.addresses
            .filter((one) => one.toLowerCase() !== row.userName.toLowerCase())
            .map((address) => (
              <Text key={address} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {address}
              </Text>
            ))}
          <Text size="xs" c="dimmed">
            {plain(row.kind)}
          </Text>
        </Paper>
      </Grid.Col>
    </Grid>
  );
}

function Writes({ row }: { row: Item<PreviewRow> }) {
  if (row.writes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing would be written.
      </Text>
    );
  }
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th>What would be written</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {row.writes.map((write) => (
          <Table.Tr key={`${write.op} ${write.path}`}>
            <Table.Td w={140}>{fieldWords(write)}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{writeWords(write)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function PreviewRowModal({ row, onClose }: { row: Item<PreviewRow>; onClose: () => void }) {
  const decide = row.outcome === 'unclear' || row.outcome === 'join' || row.outcome === 'hold' || row.outcome === 'held';
  return (
    <Modal opened onClose={onClose} size="lg" title={row.title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Group gap="xs">
          <OutcomeBadge outcome={row.outcome} />
          <Text size="sm" c="dimmed">
            {matchWords(row)}
          </Text>
        </Group>
        <Text size="sm">{row.sentence}</Text>
        {decide && (
          <Alert color="orange" variant="light">
            Nothing is written for it by itself. The sync asks about it under Reviews.
          </Alert>
        )}
        <Sides row={row} />
        <Writes row={row} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
