// What only Microsoft says: its facts with their age, each absent one with its reason, and why the user is this contact.
import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { Overlay, OverlayFact, OverlayRecord } from '../../api/resources';
import { Age } from '../../parts/age';
import { ManageLink } from '../../parts/manage_link';
import { MicrosoftBadge } from '../../parts/source_badge';
import { StateBadge } from '../../parts/state_badge';
import { looks, percent, shown, whyLinked } from '../../parts/words';

function Value({ fact }: { fact: OverlayFact }) {
  const text = shown(fact.value);
  if (text) {
    return (
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    );
  }
  // Microsoft's own "no value" is an answer; what was not asked is not known.
  const empty = fact.reason?.startsWith('Microsoft has no value');
  return (
    <Stack gap={2} align="flex-start">
      {!empty && <StateBadge look={looks.unknown} />}
      <Text size="sm" c="dimmed">
        {fact.reason ?? 'Not known yet.'}
      </Text>
    </Stack>
  );
}

// What the card of Entra ID says in its own words.
const inEntra = new Set(['accountEnabled', 'assignedLicenses', 'manager', 'proxyAddresses', 'onPremisesSyncEnabled', 'onPremisesLastSyncDateTime', 'onPremisesSamAccountName', 'onPremisesDistinguishedName', 'lastPasswordChangeDateTime']);

export function Facts({ overlay }: { overlay: Overlay }) {
  const facts = overlay.facts.filter((fact) => overlay.entra.length === 0 || !inEntra.has(fact.name));
  if (facts.length === 0) return null;
  const age = facts.find((fact) => fact.at)?.at;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="facts">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id="facts">
          What Microsoft says
        </Title>
        <MicrosoftBadge at={age ?? null} />
      </Group>
      <Table verticalSpacing={6} layout="fixed">
        <Table.Tbody>
          {facts.map((fact) => (
            <Table.Tr key={fact.name} data-fact={fact.name} style={{ verticalAlign: 'top' }}>
              <Table.Th scope="row" fw={400} w="42%">
                <Text size="sm" c="dimmed">
                  {fact.label}
                </Text>
              </Table.Th>
              <Table.Td>
                <Value fact={fact} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function Linked({ record }: { record: OverlayRecord & { title?: string } }) {
  return (
    <div>
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {record.title || record.tenantName}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {record.tenantName} · {whyLinked(record.reason)} ({percent(record.confidence)} sure)
      </Text>
      <Text size="sm" c="dimmed" component="div">
        Changed at Microsoft <Age at={record.changedAt} c="dimmed" />, last full list <Age at={record.lastComplete} c="dimmed" />
      </Text>
      {record.manageUrl && (
        <ManageLink url={record.manageUrl} of={record.title || record.tenantName} mt={6} />
      )}
      {record.notChosenWhy && !record.goneAt && (
        <Group gap={6} mt={4} data-not-chosen>
          <StateBadge look={{ ...looks.paused, word: 'Not chosen' }} />
          <Text size="sm">{record.notChosenWhy} The contact stays and is no longer kept true.</Text>
        </Group>
      )}
      {record.goneAt && (
        <Group gap={6} mt={4}>
          <StateBadge look={{ ...looks.paused, word: 'Gone' }} />
          <Text size="sm">
            Microsoft no longer lists this user since <Age at={record.goneAt} />. The contact stays.
          </Text>
        </Group>
      )}
    </div>
  );
}

export function LinkedRecords({ overlay }: { overlay: Overlay }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="linked">
      <Title order={2} size="h5" id="linked" mb="xs">
        Microsoft user
      </Title>
      {overlay.records.length === 0 ? (
        <Text size="sm" c="dimmed">
          No Microsoft user is linked to this contact: none of them carries its e-mail addresses or its name, or no sync has looked yet.
        </Text>
      ) : (
        <Stack gap="sm">
          {overlay.records.map((record) => (
            <Linked key={record.recordId} record={record} />
          ))}
        </Stack>
      )}
    </Paper>
  );
}
