// What one can do with a connection, in IT Glue's words.
import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsJoin, IconBuildingSkyscraper, IconDots, IconKey, IconListDetails, IconPlugConnectedX, IconRefresh, IconSettings, IconZoomScan } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { tellError } from '../../parts/error_notice';
import { count } from '../../parts/words';

// Starts a sync of all tenants of the connection and says how many.
export function useSyncAll() {
  const sync = useWrite('/api/tenants', '/api/connections', '/api/runs', '/api/status');
  const start = async (connection: Item<Connection>) => {
    try {
      const { meta } = await sync.mutateAsync({ path: `/api/connections/${connection.id}/sync`, type: 'connections' });
      const queued = Number(meta.queued ?? 0);
      notifications.show(
        queued > 0
          ? { color: 'blue', title: `${count(queued, 'sync', 'syncs')} queued`, message: 'You can leave this page; the syncs go on.' }
          : { color: 'yellow', title: 'Nothing to sync yet', message: 'No tenant of this connection is on. Match tenants first.' },
      );
    } catch (error) {
      tellError(error);
    }
  };
  return { start, busy: sync.isPending };
}

// Sends the browser to Microsoft's sign-in page for this connection.
export function useSignInAtMicrosoft() {
  const ask = useWrite();
  return {
    busy: ask.isPending,
    go: async (id: string) => {
      const { meta } = await ask.mutateAsync({ path: `/api/connections/${id}/sign_in`, type: 'connections' });
      const url = String(meta.url ?? '');
      if (!/^https?:\/\//.test(url)) throw new Error('The server gave no address of Microsoft to go to. Look at the log of reeve serve.');
      window.location.assign(url);
    },
  };
}

function useDiscover() {
  const ask = useWrite('/api/connections', '/api/tenants');
  return async (id: string) => {
    try {
      await ask.mutateAsync({ path: `/api/connections/${id}/discover`, type: 'connections' });
      notifications.show({ color: 'blue', title: 'Looking for tenants', message: 'New tenants appear in the list by themselves.' });
    } catch (error) {
      tellError(error);
    }
  };
}

export function ConnectionActions({ connection }: { connection: Item<Connection> }) {
  const navigate = useNavigate();
  const { start } = useSyncAll();
  const discover = useDiscover();
  const params = { id: connection.id };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={`Actions for ${connection.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => void navigate({ to: '/integrations/$id/settings', params })}>
          Sync settings
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => void start(connection)}>
          Start manual sync
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowsJoin size={16} />} onClick={() => void navigate({ to: '/integrations/$id/matching', params })}>
          Matching
        </Menu.Item>
        {connection.kind === 'partner' && (
          <Menu.Item leftSection={<IconBuildingSkyscraper size={16} />} onClick={() => void navigate({ to: '/integrations/$id/access', params })}>
            Customer access
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconListDetails size={16} />} onClick={() => void navigate({ to: '/integrations/$id/logs', params })}>
          Logs
        </Menu.Item>
        <Menu.Item leftSection={<IconZoomScan size={16} />} onClick={() => void discover(connection.id)}>
          Find tenants now
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => void navigate({ to: '/integrations/$id/edit', params })}>
          Edit credentials
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item c="var(--mantine-color-error)" leftSection={<IconPlugConnectedX size={16} />} onClick={() => void navigate({ to: '/integrations/$id/leave', params })}>
          Disconnect
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
