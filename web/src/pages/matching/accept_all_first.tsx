// All held first syncs at once: what they would write, and the one button that accepts them.
import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconHandStop } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { Preview } from '../../api/previews';
import type { Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { tellError } from '../../parts/error_notice';
import { count, sumOfPreviews } from '../../parts/words';
import { touchedBySync, waitsForAccept } from '../integrations/tenant_actions';

const maxHeld = 1000;

function useAcceptAll() {
  const accept = useWrite(...touchedBySync);
  return {
    busy: accept.isPending,
    run: async (held: Item<Tenant>[]) => {
      try {
        await accept.mutateAsync({ path: '/api/tenants/accept_first_sync', type: 'tenants', attributes: { tenants: held.map((one) => Number(one.id)) } });
        notifications.show({
          color: 'green',
          title: `First sync of ${count(held.length, 'tenant')} accepted`,
          message: 'Contacts are written now; you can leave the page.',
        });
      } catch (error) {
        tellError(error);
      }
    },
  };
}

export function AcceptAllFirst({ connectionId }: { connectionId: string }) {
  const may = useMay();
  const active = useList<Tenant>('/api/tenants', { size: maxHeld, filter: { state: 'active' } });
  const accepting = useAcceptAll();
  const held = (active.data?.rows ?? []).filter(waitsForAccept).filter((one) => String(one.connectionId ?? connectionId) === connectionId);
  if (held.length === 0) return null;
  const previews = held.map((one) => one.preview).filter((one): one is Preview => Boolean(one));
  const sum = sumOfPreviews(previews);
  return (
    <Alert
      color="orange"
      icon={<IconHandStop />}
      title={`${count(held.length, 'tenant')} ${held.length === 1 ? 'waits' : 'wait'} for the first sync to be accepted`}
      role="status"
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: '1 1 260px' }}>
          {previews.length > 0
            ? `Accepting links ${count(sum.match, 'user')} to contacts, creates ${count(sum.create, 'contact')}, asks about ${sum.unclear} unclear ones and ${sum.join} that would join two people, and leaves out ${count(sum.skip, 'user')}. Nothing is written before.`
            : 'Nothing is written to documentation before somebody accepts.'}
        </Text>
        {may.manage && (
          <Button loading={accepting.busy} onClick={() => void accepting.run(held)}>
            Accept first sync of {count(held.length, 'tenant')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
