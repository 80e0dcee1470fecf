// The frame of every page once signed in: navigation at the left, search and account at the top.
import { AppShell, Badge, Box, Burger, Button, Group, Menu, NavLink, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBuilding,
  IconChevronDown,
  IconHome,
  IconLogout,
  IconPlugConnected,
  IconSearch,
  IconUserCircle,
  IconUserCog,
  IconEyeCheck,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { spotlight } from '@mantine/spotlight';
import { useEffect, type ReactNode } from 'react';
import { onSignedOut } from '../api/client';
import { startEvents } from '../api/events';
import { queryClient, useOne } from '../api/queries';
import { sessionKey, useLeave, useMay, useSession } from '../api/session';
import type { Status } from '../api/resources';
import { ErrorNotice, tellError } from '../parts/error_notice';
import { GoTo } from '../parts/go_to';
import { Search, SearchButton } from './search';

// Pages that stand under an entry although their address begins otherwise.
const alsoUnder: Record<string, string[]> = { '/organizations': ['/contacts'], '/integrations': ['/runs'] };

function Entry({ to, label, icon, count, onClick }: { to: string; label: string; icon: ReactNode; count?: number | undefined; onClick: () => void }) {
  const path = useLocation().pathname;
  const active = to === '/' ? path === '/' : [to, ...(alsoUnder[to] ?? [])].some((one) => path.startsWith(one));
  return (
    <NavLink
      renderRoot={(props) => <Link to={to} activeOptions={{ exact: true, includeSearch: false }} {...props} />}
      label={label}
      leftSection={icon}
      active={active}
      aria-current={active ? 'page' : undefined}
      variant="light"
      c="var(--mantine-color-text)"
      fw={active ? 600 : 400}
      onClick={onClick}
      rightSection={count ? <Badge variant="default" size="sm">{count}</Badge> : undefined}
    />
  );
}

function Navigation({ close }: { close: () => void }) {
  const may = useMay();
  const status = useOne<Status>('/api/status').data?.item;
  return (
    <>
      <Entry to="/" label="Home" icon={<IconHome size={18} />} onClick={close} />
      <Entry to="/organizations" label="Organizations" icon={<IconBuilding size={18} />} onClick={close} />
      {may.edit && <Entry to="/reviews" label="Reviews" icon={<IconEyeCheck size={18} />} count={status?.reviews} onClick={close} />}
      {may.manage && <Entry to="/integrations" label="Integrations" icon={<IconPlugConnected size={18} />} onClick={close} />}
      <Entry to="/account" label="Account" icon={<IconUserCog size={18} />} onClick={close} />
    </>
  );
}

function AccountMenu() {
  const session = useSession().data;
  const leave = useLeave();
  const navigate = useNavigate();
  const name = [session?.firstName, session?.lastName].filter(Boolean).join(' ') || session?.email || '';
  const signOut = async () => {
    try {
      await leave();
      await navigate({ to: '/login' });
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" c="var(--mantine-color-text)" px="xs" leftSection={<IconUserCircle size={20} />} rightSection={<IconChevronDown size={14} />} aria-label={`Account of ${name}`}>
          <Text span size="sm" visibleFrom="sm" maw={180} truncate>
            {name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session?.email}</Menu.Label>
        <Menu.Item onClick={() => void navigate({ to: '/account' })} leftSection={<IconUserCog size={16} />}>
          Change password
        </Menu.Item>
        <Menu.Item onClick={() => void signOut()} leftSection={<IconLogout size={16} />}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Head({ opened, toggle }: { opened: boolean; toggle: () => void }) {
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={opened ? 'Close navigation' : 'Open navigation'} />
        <UnstyledButton renderRoot={(props) => <Link to="/" {...props} />}>
          <Group gap="xs" wrap="nowrap">
            <img src="/favicon.svg" alt="" width={24} height={24} />
            <Text fw={700} size="lg">
              Reeve
            </Text>
          </Group>
        </UnstyledButton>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <SearchButton />
        <Button variant="subtle" color="gray" c="var(--mantine-color-text)" px="xs" hiddenFrom="xs" onClick={spotlight.open} aria-label="Search">
          <IconSearch size={18} />
        </Button>
        <AccountMenu />
      </Group>
    </Group>
  );
}

export function Shell() {
  const session = useSession();
  const location = useLocation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const signedIn = Boolean(session.data);
  const mayEdit = useMay().edit;
  useEffect(() => {
    if (signedIn && mayEdit) startEvents();
  }, [signedIn, mayEdit]);
  useEffect(() => onSignedOut(() => queryClient.setQueryData(sessionKey, null)), []);

  if (session.isPending) return null;
  if (session.isError) {
    return (
      <Box maw={560} mx="auto" mt="xl" p="md">
        <ErrorNotice error={session.error} retry={() => void session.refetch()} />
      </Box>
    );
  }
  if (!signedIn) return <GoTo href={`/login?next=${encodeURIComponent(location.href)}`} />;
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 210, breakpoint: 'sm', collapsed: { mobile: !opened } }} padding="md">
      <AppShell.Header>
        <Head opened={opened} toggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main">
        <Navigation close={close} />
      </AppShell.Navbar>
      <AppShell.Main>
        <Box maw={1440}>
          <Outlet />
        </Box>
      </AppShell.Main>
      <Search />
    </AppShell>
  );
}
