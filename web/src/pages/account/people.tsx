// Accounts: who may sign in, with which role; invite, disable, give a new one-time link.
import { ActionIcon, Badge, Menu, NativeSelect, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconLink, IconUserCheck, IconUserOff, IconUsers } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { Account } from '../../api/resources';
import { roleNames, useMay, useSession } from '../../api/session';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { tellError } from '../../parts/error_notice';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { tellUndo } from '../../parts/tell_undo';
import { plain } from '../../parts/words';
import { InviteForm, roleOptions } from './invite_form';
import { ShownOnce } from './shown_once';

const nameOf = (one: Account) => [one.firstName, one.lastName].filter(Boolean).join(' ') || one.email;

interface Acts {
  setRole: (one: Item<Account>, role: string) => void;
  setState: (one: Item<Account>, state: 'active' | 'disabled') => void;
  reset: (one: Item<Account>) => void;
}

function useActs(show: (made: { email: string; link: string }) => void): Acts {
  const save = useWrite<Account>('/api/accounts');
  const attempt = (work: () => Promise<void>) => void work().catch(tellError);
  const patch = (id: string, attributes: Record<string, unknown>) =>
    save.mutateAsync({ method: 'PATCH', path: `/api/accounts/${id}`, type: 'accounts', attributes });
  return {
    setRole: (one, role) =>
      attempt(async () => {
        await patch(one.id, { role, version: one.version });
        notifications.show({ color: 'green', message: `${nameOf(one)} is ${roleNames[role as keyof typeof roleNames]} now.` });
      }),
    setState: (one, state) =>
      attempt(async () => {
        await patch(one.id, { state, version: one.version });
        const back = state === 'disabled' ? 'active' : 'disabled';
        const words = state === 'disabled' ? `${nameOf(one)} can no longer sign in, and is signed out.` : `${nameOf(one)} may sign in again.`;
        tellUndo(words, async () => void (await patch(one.id, { state: back })));
      }),
    reset: (one) =>
      attempt(async () => {
        const { meta } = await save.mutateAsync({ path: `/api/accounts/${one.id}/reset`, type: 'accounts' });
        show({ email: one.email, link: String(meta.oneTimeLink ?? '') });
      }),
  };
}

function Actions({ one, acts }: { one: Item<Account>; acts: Acts }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label={`Actions for ${nameOf(one)}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={16} />} disabled={one.state === 'disabled'} onClick={() => acts.reset(one)}>
          New one-time link
        </Menu.Item>
        {one.state === 'disabled' ? (
          <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={() => acts.setState(one, 'active')}>
            Enable
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconUserOff size={16} />} onClick={() => acts.setState(one, 'disabled')}>
            Disable
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function accountColumns(acts: Acts, administer: boolean, me: string | undefined): Column<Account>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      sort: 'last_name',
      cell: (one) => (
        <>
          <Text size="sm" fw={500}>
            {nameOf(one)}
            {one.id === me ? ' (you)' : ''}
          </Text>
          <Text size="xs" c="dimmed">
            {one.email}
          </Text>
        </>
      ),
      csv: nameOf,
    },
    { id: 'email', header: 'E-mail', sort: 'email', off: true, cell: (one) => one.email, csv: (one) => one.email },
    {
      id: 'role',
      header: 'Role',
      cell: (one) =>
        administer ? (
          <NativeSelect size="xs" maw={150} aria-label={`Role of ${nameOf(one)}`} data={roleOptions} value={one.role} onChange={(event) => acts.setRole(one, event.currentTarget.value)} />
        ) : (
          roleNames[one.role]
        ),
      csv: (one) => roleNames[one.role],
    },
    {
      id: 'state',
      header: 'State',
      wide: true,
      cell: (one) => (
        <Badge variant="default" tt="none" fw={500}>
          {plain(one.state)}
        </Badge>
      ),
      csv: (one) => one.state,
    },
    { id: 'seen', header: 'Last signed in', wide: true, cell: (one) => <Age at={one.lastLoginAt} />, csv: (one) => one.lastLoginAt ?? '' },
    ...(administer ? [{ id: 'actions', header: '', right: true, cell: (one: Item<Account>) => <Actions one={one} acts={acts} /> }] : []),
  ];
}

export function People() {
  const may = useMay();
  const me = useSession().data?.id;
  const state = useListState([]);
  const accounts = useList<Account>('/api/accounts', state.query);
  const [link, setLink] = useState<{ email: string; link: string } | null>(null);
  const acts = useActs(setLink);
  // The acts only call the server; that they are made anew each time changes nothing.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const columns = useMemo(() => accountColumns(acts, may.administer, me), [may.administer, me]);
  return (
    <>
      <PageTitle title="Accounts" line="The colleagues who may sign in to Reeve, and what each may do." />
      <Stack>
        {may.administer && <InviteForm />}
        {link && (
          <ShownOnce
            title={`Pass this link on to ${link.email}`}
            sentence="It lets its owner choose a new password, works once and is shown only now."
            label="One-time link"
            value={link.link}
            onClose={() => setLink(null)}
          />
        )}
        <DataTable
          name="accounts"
          path="/api/accounts"
          state={state}
          result={accounts}
          columns={columns}
          empty={<EmptyState icon={<IconUsers size={28} />} title="No accounts" why="Nobody may sign in yet. Invite a colleague above." />}
        />
      </Stack>
    </>
  );
}
