// Account: one's own password and notices, and for administrators the people, keys, messages and audit trail.
import { Group, NavLink } from '@mantine/core';
import { IconBell, IconExternalLink, IconHistory, IconKey, IconLock, IconMail, IconUsers } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session';

// Which entry is marked is decided here, not by the router's "begins with".
const exactly = { exact: true, includeSearch: false };

function Entry({ to, label, icon }: { to: string; label: string; icon: ReactNode }) {
  const active = useLocation().pathname.replace(/\/$/, '') === to;
  return (
    <NavLink
      renderRoot={(props) => <Link to={to} activeOptions={exactly} {...props} />}
      label={label}
      leftSection={icon}
      active={active}
      aria-current={active ? 'page' : undefined}
      c="var(--mantine-color-text)"
      fw={active ? 600 : 400}
      w="auto"
      px="sm"
      py={6}
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
    />
  );
}

export function AccountFrame() {
  const may = useMay();
  return (
    <>
      <Group component="nav" aria-label="Account" gap={4} mb="md">
        <Entry to="/account" label="Password" icon={<IconLock size={16} />} />
        <Entry to="/account/notices" label="Notices" icon={<IconBell size={16} />} />
        {may.manage && <Entry to="/account/people" label="Accounts" icon={<IconUsers size={16} />} />}
        {may.administer && <Entry to="/account/keys" label="API keys" icon={<IconKey size={16} />} />}
        {may.administer && <Entry to="/account/links" label="Manage links" icon={<IconExternalLink size={16} />} />}
        {may.administer && <Entry to="/account/messages" label="Messages" icon={<IconMail size={16} />} />}
        {may.administer && <Entry to="/account/audit" label="Audit" icon={<IconHistory size={16} />} />}
      </Group>
      <Outlet />
    </>
  );
}
