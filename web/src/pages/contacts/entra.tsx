// What Entra ID, Exchange Online and Intune say of the contact's user: each fact with its source and age, each absent one with its reason.
import { Alert, Anchor, Group, Paper, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { IconExternalLink, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { EntraFact, EntraItem } from '../../api/entra';
import type { Overlay } from '../../api/resources';
import { Age, useNow } from '../../parts/age';
import { LinkTo } from '../../parts/link';
import { elsewhere } from '../../parts/manage_link';
import { StateBadge } from '../../parts/state_badge';
import { ageText, exactText, looks } from '../../parts/words';

const shownAtOnce = 6;

function ItemName({ item }: { item: EntraItem }) {
  if (item.contactId !== null) {
    return (
      <LinkTo size="sm" to="/contacts/$id" params={{ id: String(item.contactId) }}>
        {item.text}
      </LinkTo>
    );
  }
  if (item.manageUrl) {
    return (
      <Anchor size="sm" href={item.manageUrl} {...elsewhere} aria-label={`${item.text}, in Microsoft's admin center`}>
        {item.text} <IconExternalLink size={12} style={{ verticalAlign: 'baseline' }} />
      </Anchor>
    );
  }
  return (
    <Text span size="sm">
      {item.text}
    </Text>
  );
}

function Items({ items }: { items: EntraItem[] }) {
  const [all, setAll] = useState(false);
  const rows = all ? items : items.slice(0, shownAtOnce);
  return (
    <Stack gap={4} align="flex-start">
      {rows.map((item, at) => (
        <div key={`${item.text}-${at}`} style={{ overflowWrap: 'anywhere' }}>
          <ItemName item={item} />
          {item.detail && (
            <Text span size="sm" c="dimmed">
              {' '}
              {item.detail}
            </Text>
          )}
        </div>
      ))}
      {items.length > rows.length && (
        <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>
          Show all {items.length}
        </Anchor>
      )}
    </Stack>
  );
}

function Known({ fact }: { fact: EntraFact }) {
  return (
    <>
      {fact.kind === 'time' && <Age at={fact.value} />}
      {fact.kind === 'text' && (
        <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
          {fact.value}
        </Text>
      )}
      {fact.kind === 'list' && <Items items={fact.items} />}
      {fact.detail && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {fact.detail}
        </Text>
      )}
    </>
  );
}

// What is not known carries the badge; Microsoft's own "none" is plain text; an old value says that it is not renewed.
function Why({ fact }: { fact: EntraFact }) {
  if (!fact.reason) return null;
  return (
    <Stack gap={2} align="flex-start">
      {fact.state === 'unknown' && <StateBadge look={looks.unknown} />}
      <Text size="sm" c={fact.state === 'none' ? undefined : 'dimmed'}>
        {fact.state === 'known' ? `Not renewed: ${fact.reason}` : fact.reason}
      </Text>
      {fact.remedy && (
        <Text size="sm" c="dimmed">
          {fact.remedy}
        </Text>
      )}
    </Stack>
  );
}

function AsOf({ fact }: { fact: EntraFact }) {
  const now = useNow();
  if (!fact.at) return null;
  return (
    <Tooltip label={`${fact.source}, as of ${exactText(fact.at)}`} withArrow multiline maw={360} events={{ hover: true, focus: true, touch: true }}>
      <Text size="xs" c="dimmed" tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
        {ageText(fact.at, now)}
      </Text>
    </Tooltip>
  );
}

function Row({ fact }: { fact: EntraFact }) {
  return (
    <Table.Tr data-entra={fact.name} data-state={fact.state} data-reason={fact.reasonCode ?? undefined} style={{ verticalAlign: 'top' }}>
      <Table.Th scope="row" fw={400} w="34%">
        <Text size="sm" c="dimmed">
          {fact.label}
        </Text>
      </Table.Th>
      <Table.Td>
        {fact.state === 'known' && <Known fact={fact} />}
        <Why fact={fact} />
      </Table.Td>
      <Table.Td w={92} ta="right">
        <AsOf fact={fact} />
      </Table.Td>
    </Table.Tr>
  );
}

export function Entra({ overlay }: { overlay: Overlay }) {
  if (overlay.entra.length === 0 && !overlay.entraOff) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="entra">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id="entra">
          Microsoft Entra ID
        </Title>
        {!overlay.entraOff && (
          <Text size="xs" c="dimmed">
            As of
          </Text>
        )}
      </Group>
      {overlay.entraOff ? (
        <Alert color="gray" icon={<IconInfoCircle />}>
          {overlay.entraOff}
        </Alert>
      ) : (
        <Table verticalSpacing={6} layout="fixed">
          <Table.Tbody>
            {overlay.entra.map((fact) => (
              <Row key={fact.name} fact={fact} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
