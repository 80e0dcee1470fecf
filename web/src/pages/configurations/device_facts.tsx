// What only Microsoft says about a device: the records it is linked to, and the facts of each with their age.
import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { Overlay, OverlayFact, OverlayRecord } from '../../api/resources';
import { Age } from '../../parts/age';
import { ManageLink } from '../../parts/manage_link';
import { MicrosoftBadge } from '../../parts/source_badge';
import { StateBadge } from '../../parts/state_badge';
import { looks, percent, shown, whyLinked } from '../../parts/words';

type DeviceRecord = OverlayRecord & { title?: string; typeTitle?: string };
type DeviceFact = OverlayFact & { group?: string };

function Linked({ record }: { record: DeviceRecord }) {
  return (
    <div data-record={record.type}>
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {record.title || record.tenantName}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {record.typeTitle} of {record.tenantName} · {whyLinked(record.reason)} ({percent(record.confidence)} sure)
      </Text>
      <Text size="sm" c="dimmed" component="div">
        Changed at Microsoft <Age at={record.changedAt} c="dimmed" />, last full list <Age at={record.lastComplete} c="dimmed" />
      </Text>
      {record.manageUrl && <ManageLink url={record.manageUrl} of={record.title || record.tenantName} mt={6} />}
      {record.goneAt && (
        <Group gap={6} mt={4}>
          <StateBadge look={{ ...looks.paused, word: 'Gone' }} />
          <Text size="sm">
            Microsoft no longer lists this device since <Age at={record.goneAt} />. The configuration stays.
          </Text>
        </Group>
      )}
    </div>
  );
}

export function LinkedDevices({ overlay }: { overlay: Overlay }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="linked">
      <Title order={2} size="h5" id="linked" mb="xs">
        Microsoft device
      </Title>
      {overlay.records.length === 0 ? (
        <Text size="sm" c="dimmed">
          No device of Intune or Entra ID is linked to this configuration: none has its serial number, MAC address or name, or no sync has looked yet.
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

// Microsoft's own "no value" is an answer that needs no line here.
const isSaid = (fact: DeviceFact) => shown(fact.value) !== '' || !fact.reason?.startsWith('Microsoft has no value');

function Fact({ fact }: { fact: DeviceFact }) {
  const text = shown(fact.value);
  return (
    <Table.Tr data-fact={fact.name} style={{ verticalAlign: 'top' }}>
      <Table.Th scope="row" fw={400} w="42%">
        <Text size="sm" c="dimmed">
          {fact.label}
        </Text>
      </Table.Th>
      <Table.Td>
        <Text size="sm" c={text ? undefined : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
          {/^\d{4}-\d\d-\d\dT/.test(text) ? <Age at={text} /> : text || fact.reason}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function FactGroup({ title, facts }: { title: string; facts: DeviceFact[] }) {
  const id = `facts-${title.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <MicrosoftBadge at={facts.find((fact) => fact.at)?.at ?? null} />
      </Group>
      <Table verticalSpacing={6} layout="fixed">
        <Table.Tbody>
          {facts.map((fact) => (
            <Fact key={fact.name} fact={fact} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

export function DeviceFacts({ overlay }: { overlay: Overlay }) {
  const facts = (overlay.facts as DeviceFact[]).filter(isSaid);
  const groups = [...new Set(facts.map((fact) => fact.group ?? 'Microsoft 365'))];
  return groups.map((title) => (
    <FactGroup key={title} title={title} facts={facts.filter((fact) => (fact.group ?? 'Microsoft 365') === title)} />
  ));
}
