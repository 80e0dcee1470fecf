// Inviting customers: one a line, with the roles that the relationship asks for.
import { Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../api/customer_access';
import { count } from '../../parts/words';
import { useAskFor } from './customer_access_parts';
import { invitedFrom } from './customer_access_words';

export function InviteCustomers({ connection, roles, onClose }: { connection: string; roles: Role[]; onClose: () => void }) {
  const [text, setText] = useState('');
  const ask = useAskFor(connection);
  const { invited, wrong } = invitedFrom(text);
  const send = async () => {
    const customers = invited.map((one) => ({ name: one.name, ...(one.tenantId ? { tenantId: one.tenantId } : {}) }));
    if (await ask.send('relationships', 'Invitations', { customers })) onClose();
  };
  const extends_ = !roles.some((role) => role.name === 'Global Administrator');
  return (
    <Modal opened onClose={onClose} size="lg" title="Invite customers" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Textarea
          label="Customers, one a line"
          description="A name; behind a comma its tenant id, if you know it. Without one, the first customer that opens the link takes it."
          autosize
          minRows={4}
          maxRows={12}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={wrong.length > 0 ? `This is no tenant id: ${wrong[0]}` : undefined}
          data-autofocus
        />
        <div>
          <Text size="sm" fw={500}>
            The relationship asks for
          </Text>
          <List size="sm">
            {roles.map((role) => (
              <List.Item key={role.id}>{role.name}</List.Item>
            ))}
          </List>
          <Text size="xs" c="dimmed">
            For 730 days{extends_ ? ', extended by six months each time' : '; with Global Administrator Microsoft extends nothing'}. Roles
            cannot be added later. The customer’s Global Administrator sees the list and approves it.
          </Text>
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={invited.length === 0 || wrong.length > 0} loading={ask.busy} onClick={() => void send()}>
            Make {count(invited.length, 'invitation')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
