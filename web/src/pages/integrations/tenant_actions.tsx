// What one can do with a tenant: sync it, look at its preview, accept its first sync.
import { ActionIcon, Menu, Table } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsExchange, IconCheck, IconDots, IconExternalLink, IconEye, IconListDetails, IconPlayerPause, IconPlayerPlay, IconPower, IconRefresh, IconSettings, IconStethoscope } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useOne, useWrite } from '../../api/queries';
import type { Preview } from '../../api/previews';
import type { Run, Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { tellError } from '../../parts/error_notice';
import { elsewhere } from '../../parts/manage_link';
import { number, wayName } from '../../parts/words';

export const touchedBySync = ['/api/tenants', '/api/connections', '/api/runs', '/api/run_events', '/api/status'];

export const waitsForAccept = (tenant: Tenant) =>
  tenant.lastRun?.state === 'held' && !tenant.firstSyncAcceptedAt && tenant.organizationId !== null && tenant.state !== 'ignored';

export function useTenantSync() {
  const sync = useWrite<Run>(...touchedBySync);
  return async (tenant: Item<Tenant>) => {
    try {
      await sync.mutateAsync({ path: `/api/tenants/${tenant.id}/sync`, type: 'runs' });
      notifications.show({ color: 'blue', title: `The sync of ${tenant.name} is queued`, message: 'Its progress shows here; you can leave the page.' });
    } catch (error) {
      tellError(error);
    }
  };
}

export function useAcceptFirst() {
  const accept = useWrite<Tenant>(...touchedBySync);
  return {
    busy: accept.isPending,
    accept: async (tenant: Item<Tenant>) => {
      try {
        await accept.mutateAsync({ path: `/api/tenants/${tenant.id}/accept_first_sync`, type: 'tenants' });
        notifications.show({ color: 'green', title: `First sync of ${tenant.name} accepted`, message: 'Its contacts are written now.' });
      } catch (error) {
        tellError(error);
      }
    },
  };
}

export const previewLines: { key: keyof Preview; words: string }[] = [
  { key: 'match', words: 'users are linked to contacts you have' },
  { key: 'create', words: 'contacts are created' },
  { key: 'join', words: 'would join two people in one contact and become reviews' },
  { key: 'unclear', words: 'users are unclear and become reviews' },
  { key: 'hold', words: 'new people are held for review' },
  { key: 'skip', words: 'users are left out (guests, rooms, unlicensed without a contact)' },
];

export function PreviewTable({ preview }: { preview: Preview }) {
  return (
    <Table verticalSpacing={4} withRowBorders={false}>
      <Table.Tbody>
        {previewLines.filter(({ key }) => key !== 'hold' || preview.hold).map(({ key, words }) => (
          <Table.Tr key={key}>
            <Table.Td ta="right" w={70} fw={600}>
              {number(preview[key] ?? 0)}
            </Table.Td>
            <Table.Td>{words}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function useEnable() {
  const enable = useWrite<Tenant>(...touchedBySync);
  return async (tenant: Item<Tenant>) => {
    try {
      await enable.mutateAsync({ path: `/api/tenants/${tenant.id}/match`, type: 'tenants', attributes: { action: 'enable' } });
      notifications.show({ color: 'green', title: `${tenant.name} is on`, message: 'It is read from now on; match it to an organization to write contacts.' });
    } catch (error) {
      tellError(error);
    }
  };
}

function PauseItem({ tenant }: { tenant: Item<Tenant> }) {
  const write = useWrite<Tenant>(...touchedBySync);
  const paused = tenant.pausedAt === null;
  const turn = async () => {
    try {
      await write.mutateAsync({ path: `/api/tenants/${tenant.id}/${paused ? 'pause' : 'resume'}`, type: 'tenants' });
      notifications.show(
        paused
          ? { color: 'gray', title: `${tenant.name} is paused`, message: 'Its scheduled syncs do not start until somebody resumes it.' }
          : { color: 'green', title: `${tenant.name} is resumed`, message: 'It is synced by its schedule again.' },
      );
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Menu.Item leftSection={paused ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />} onClick={() => void turn()}>
      {paused ? 'Pause' : 'Resume'}
    </Menu.Item>
  );
}

// The open ways in beside the one in use; asked for only when the menu is open.
function OtherWays({ tenant }: { tenant: Item<Tenant> }) {
  const detail = useOne<Tenant>(`/api/tenants/${tenant.id}`);
  const choose = useWrite<Tenant>(...touchedBySync);
  const others = (detail.data?.item.ways ?? []).filter(
    (one) => one.state === 'open' && (one.way !== tenant.wayIn || one.connectionId !== tenant.connectionId),
  );
  const take = async (connectionId: number, way: string) => {
    try {
      await choose.mutateAsync({ path: `/api/tenants/${tenant.id}/way`, type: 'tenants', attributes: { connectionId, way } });
      notifications.show({ color: 'green', title: `The way into ${tenant.name} is ${wayName(way)} now`, message: 'What was read so far stays.' });
    } catch (error) {
      tellError(error);
    }
  };
  return others.map((one) => (
    <Menu.Item key={`${one.connectionId} ${one.way}`} leftSection={<IconArrowsExchange size={16} />} onClick={() => void take(one.connectionId, one.way)}>
      Way in: switch to {wayName(one.way)}
    </Menu.Item>
  ));
}

export function TenantActions({ tenant }: { tenant: Item<Tenant> }) {
  const navigate = useNavigate();
  const may = useMay();
  const sync = useTenantSync();
  const enable = useEnable();
  const first = useAcceptFirst();
  const lastRun = tenant.lastRun;
  const off = tenant.state === 'new' || tenant.state === 'ignored';
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={`Actions for ${tenant.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRefresh size={16} />} disabled={off} onClick={() => void sync(tenant)}>
            Start manual sync
          </Menu.Item>
          <Menu.Item leftSection={<IconEye size={16} />} disabled={!lastRun} onClick={() => void navigate({ to: '/tenants/$id/preview', params: { id: tenant.id } })}>
            Preview
          </Menu.Item>
          {may.manage && waitsForAccept(tenant) && (
            <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => void first.accept(tenant)}>
              Accept first sync
            </Menu.Item>
          )}
          {lastRun && (
            <Menu.Item leftSection={<IconListDetails size={16} />} onClick={() => void navigate({ to: '/runs/$id', params: { id: String(lastRun.id) } })}>
              Log of the last sync
            </Menu.Item>
          )}
          {may.manage && tenant.connectionId !== null && tenant.state !== 'ignored' && (
            <Menu.Item
              leftSection={<IconStethoscope size={16} />}
              onClick={() => void navigate({ to: '/integrations/$id/doctor/$tenantId', params: { id: String(tenant.connectionId), tenantId: tenant.id } })}
            >
              Doctor
            </Menu.Item>
          )}
          {may.manage && tenant.connectionId !== null && (
            <Menu.Item
              leftSection={<IconSettings size={16} />}
              onClick={() => void navigate({ to: '/integrations/$id/settings/$tenantId', params: { id: String(tenant.connectionId), tenantId: tenant.id } })}
            >
              Sync settings
            </Menu.Item>
          )}
          {may.manage && !off && <PauseItem tenant={tenant} />}
          {tenant.manageUrl && (
            <Menu.Item component="a" href={tenant.manageUrl} {...elsewhere} leftSection={<IconExternalLink size={16} />}>
              Manage
            </Menu.Item>
          )}
          {may.manage && <OtherWays tenant={tenant} />}
          {may.manage && off && tenant.state === 'new' && (
            <Menu.Item leftSection={<IconPower size={16} />} onClick={() => void enable(tenant)}>
              Turn on
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
