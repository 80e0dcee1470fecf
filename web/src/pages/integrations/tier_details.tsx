// Exactly what a tier needs: permissions and roles with their ids, ready to copy.
import { Alert, Button, Code, CopyButton, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ConnectionTier, TierPermission, TierRole } from '../../api/resources';
import { copyLines, placeWord } from './connection_tiers';

function Id({ value, label }: { value: string | null; label: string }) {
  if (!value) return null;
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button variant="subtle" size="compact-xs" px={4} ff="monospace" fw={400} onClick={copy} aria-label={`Copy ${label}`}>
          {copied ? 'Copied' : value}
        </Button>
      )}
    </CopyButton>
  );
}

function KindId({ kind, value, of }: { kind: 'Application' | 'Delegated'; value: string | null; of: string }) {
  if (!value) return null;
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="xs" w={70}>
        {kind}
      </Text>
      <Id value={value} label={`${kind.toLowerCase()} id of ${of}`} />
    </Group>
  );
}

function PermissionRow({ permission, kind }: { permission: TierPermission; kind: string }) {
  return (
    <Table.Tr style={{ verticalAlign: 'top' }} data-permission={permission.name}>
      <Table.Td>
        <Code style={{ overflowWrap: 'anywhere' }}>{permission.name}</Code>
        <Text size="xs" c="dimmed">
          {permission.why}
        </Text>
      </Table.Td>
      <Table.Td>
        <KindId kind="Application" value={permission.applicationId} of={permission.name} />
        <KindId kind="Delegated" value={permission.delegatedId} of={permission.name} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{placeWord(permission, kind)}</Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Permissions({ tier }: { tier: ConnectionTier }) {
  return (
    <Table.ScrollContainer minWidth={760} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Permissions of this tier' } }}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Permission</Table.Th>
            <Table.Th w={380}>Kind and id</Table.Th>
            <Table.Th w={150}>Where</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tier.permissions.map((one) => (
            <PermissionRow key={one.name} permission={one} kind={tier.kind} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Roles({ title, line, roles }: { title: string; line: string; roles: TierRole[] }) {
  if (roles.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb={4}>
        {line}
      </Text>
      <Stack gap={6}>
        {roles.map((role) => (
          <div key={role.name} data-role={role.name}>
            <Group gap="xs">
              <Text size="sm" fw={500}>
                {role.name}
              </Text>
              <Id value={role.id} label={`id of ${role.name}`} />
            </Group>
            <Text size="xs" c="dimmed">
              {role.why}
            </Text>
          </div>
        ))}
      </Stack>
    </div>
  );
}

export function TierDetails({ tier }: { tier: ConnectionTier }) {
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={3} size="h5">
          What “{tier.title}” needs
        </Title>
        <CopyButton value={copyLines(tier)}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy all ids'}
            </Button>
          )}
        </CopyButton>
      </Group>
      {tier.moreThanNeeded && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="More than Reeve needs">
          <Text size="sm">
            {tier.notes[0]}
            {tier.lacks.length > 0 && ` And yet it lacks ${tier.lacks.join(', ')}, so some of what Reeve can show stays closed.`}
          </Text>
        </Alert>
      )}
      <Permissions tier={tier} />
      <Roles title="GDAP roles" line="What each GDAP relationship must give to the service account's security group." roles={tier.gdapRoles} />
      <Roles title="Directory roles of the application" line="Assigned inside each tenant whose passwords are to rotate." roles={tier.principalRoles} />
      {tier.notes.slice(tier.moreThanNeeded ? 1 : 0).map((note) => (
        <Group key={note} gap="xs" wrap="nowrap" align="flex-start">
          <IconInfoCircle size={16} style={{ flexShrink: 0, marginTop: 2 }} />
          <Text size="sm">{note}</Text>
        </Group>
      ))}
    </Stack>
  );
}
