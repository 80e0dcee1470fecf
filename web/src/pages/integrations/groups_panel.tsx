// The groups of the partner tenant: the one that works by GDAP, and AdminAgents for DAP.
import { Button, Group, List, Modal, Paper, Radio, ScrollArea, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Onboarding, SecurityGroup } from '../../api/customer_access';
import { useList } from '../../api/queries';
import { CopyField } from '../../parts/copy_field';
import { ErrorNotice } from '../../parts/error_notice';
import { accessPath, ActButton, StepEnd, useAskFor } from './customer_access_parts';

const searchPause = 300;

function ChooseGroup({ connection, onClose }: { connection: string; onClose: () => void }) {
  const [search, setSearch] = useState('');
  const [begins] = useDebouncedValue(search.trim(), searchPause);
  const [chosen, setChosen] = useState('');
  const groups = useList<SecurityGroup>(`${accessPath(connection)}/security_groups`, { size: 200, filter: { search: begins } });
  const ask = useAskFor(connection);
  const send = async (attributes: Record<string, unknown>) => {
    if (await ask.send('security_group', 'Security group', attributes)) onClose();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title="Security group" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <TextInput label="Search, or name the one to make" value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-autofocus />
        {groups.isPending && <Skeleton height={120} aria-label="Asking Microsoft" />}
        {groups.isError && <ErrorNotice error={groups.error} />}
        <ScrollArea.Autosize mah={280}>
          <Radio.Group value={chosen} onChange={setChosen} aria-label="Security groups">
            <Stack gap="xs">
              {groups.data?.rows.map((one) => <Radio key={one.groupId} value={one.groupId} label={one.name} />)}
            </Stack>
          </Radio.Group>
        </ScrollArea.Autosize>
        <Group justify="flex-end">
          <Button variant="default" disabled={!search.trim()} loading={ask.busy} onClick={() => void send({ name: search.trim() })}>
            Make “{search.trim() || '…'}”
          </Button>
          <Button disabled={!chosen} loading={ask.busy} onClick={() => void send({ groupId: chosen })}>
            Take the chosen one
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function GdapGroup({ connection, session }: { connection: string; session: Onboarding }) {
  const [choosing, setChoosing] = useState(false);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="gdap-group">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: '1 1 320px' }}>
          <Title order={2} size="h5" id="gdap-group">
            Security group for GDAP
          </Title>
          <Text size="sm">{session.group ? `${session.group.name}${session.group.madeHere ? ' (made by Reeve)' : ''}` : 'None chosen yet.'}</Text>
          <Text size="sm" c="dimmed">
            Its members work in customers’ tenants by your relationships. The service account{session.serviceAccount ? ` ${session.serviceAccount}` : ''} joins it.
          </Text>
        </div>
        <ActButton connection={connection} session={session} act="groups" onAct={() => setChoosing(true)}>
          Choose or make
        </ActButton>
      </Group>
      {session.groupStep && <StepEnd step={session.groupStep} />}
      <Text size="sm" mt="sm" fw={500}>
        By hand
      </Text>
      <List size="sm" type="ordered">
        <List.Item>In Entra, under Groups, choose New group, type Security, and add the service account as member.</List.Item>
        <List.Item>In Partner Center, open each relationship, choose Add security groups, and give the group its roles.</List.Item>
      </List>
      {choosing && <ChooseGroup connection={connection} onClose={() => setChoosing(false)} />}
    </Paper>
  );
}

function AdminAgents({ connection, session }: { connection: string; session: Onboarding }) {
  const ask = useAskFor(connection);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="admin-agents">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: '1 1 320px' }}>
          <Title order={2} size="h5" id="admin-agents">
            AdminAgents, for customers by DAP
          </Title>
          <Text size="sm" c="dimmed">
            Customers without GDAP are reached when the application itself is in the group AdminAgents. You need it only while you have
            such customers.
          </Text>
        </div>
        <ActButton connection={connection} session={session} act="groups" busy={ask.busy} onAct={() => void ask.send('admin_agents', 'AdminAgents')}>
          Put the application in
        </ActButton>
      </Group>
      {session.adminAgentsStep && <StepEnd step={session.adminAgentsStep} />}
      <Stack mt="sm">
        <CopyField
          label="By hand, in Graph PowerShell"
          description="Microsoft's pages add only people to groups. Run this as a Global Administrator of your directory."
          value={session.adminAgentsScript}
        />
      </Stack>
    </Paper>
  );
}

export function GroupsPanel({ connection, session }: { connection: string; session: Onboarding | undefined }) {
  if (!session) return <Skeleton height={240} aria-label="Loading" />;
  return (
    <Stack>
      <GdapGroup connection={connection} session={session} />
      <AdminAgents connection={connection} session={session} />
    </Stack>
  );
}
