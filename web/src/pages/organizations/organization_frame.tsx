// An organization's own frame: its name, its second navigation, and the page one chose there.
import { Alert, Box, Group, NavLink, Skeleton, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertTriangle, IconArrowsDiff, IconCloud, IconDeviceLaptop, IconLayoutDashboard, IconLicense, IconMapPin, IconRefresh, IconUsers } from '@tabler/icons-react';
import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useOne } from '../../api/queries';
import type { Organization } from '../../api/resources';
import { useMay } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo, LinkTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';

// Which entry is marked is decided here, not by the router's "begins with".
const exactly = { exact: true, includeSearch: false };

export function useOrganization() {
  const id = useParams({ strict: false }).id as string;
  return { id, result: useOne<Organization>(`/api/organizations/${id}`) };
}

function Entry({ to, id, label, icon, active }: { to: string; id: string; label: string; icon: ReactNode; active: boolean }) {
  return (
    <NavLink
      renderRoot={(props) => <Link to={to} params={{ id }} activeOptions={exactly} {...props} />}
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

export function OrganizationNavigation({ id }: { id: string }) {
  const path = useLocation().pathname;
  const may = useMay();
  const base = `/organizations/${id}`;
  const inContacts = path.startsWith(`${base}/contacts`) || (path.startsWith('/contacts') && !path.endsWith('/compare'));
  const inConfigurations = path.startsWith(`${base}/configurations`) || (path.startsWith('/configurations') && !path.endsWith('/compare'));
  const inLocations = path.startsWith(`${base}/locations`);
  const inLicenses = path.startsWith(`${base}/licenses`);
  const inCompare = path.endsWith('/compare');
  const inMicrosoft = path.startsWith(`${base}/microsoft`);
  const inSync = path.startsWith(`${base}/sync`);
  const inOverview = !inContacts && !inConfigurations && !inLocations && !inLicenses && !inCompare && !inMicrosoft && !inSync;
  return (
    <Group component="nav" aria-label="Organization" gap={4} mb="md">
      <Entry to="/organizations/$id" id={id} label="Overview" icon={<IconLayoutDashboard size={16} />} active={inOverview} />
      <Entry to="/organizations/$id/contacts" id={id} label="Contacts" icon={<IconUsers size={16} />} active={inContacts} />
      <Entry to="/organizations/$id/configurations" id={id} label="Configurations" icon={<IconDeviceLaptop size={16} />} active={inConfigurations} />
      <Entry to="/organizations/$id/locations" id={id} label="Locations" icon={<IconMapPin size={16} />} active={inLocations} />
      <Entry to="/organizations/$id/licenses" id={id} label="Licenses" icon={<IconLicense size={16} />} active={inLicenses} />
      <Entry to="/organizations/$id/compare" id={id} label="Compare" icon={<IconArrowsDiff size={16} />} active={inCompare} />
      <Entry to="/organizations/$id/microsoft" id={id} label="Microsoft" icon={<IconCloud size={16} />} active={inMicrosoft} />
      {may.edit && <Entry to="/organizations/$id/sync" id={id} label="Sync" icon={<IconRefresh size={16} />} active={inSync} />}
    </Group>
  );
}

export function OrganizationFrame() {
  const { id, result } = useOrganization();
  const may = useMay();
  const one = result.data?.item;
  useDocumentTitle(`${one?.name ?? 'Organization'} · Reeve`);
  if (result.isError) {
    return (
      <>
        <PageTitle title="Organization" line="This organization cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  if (!one) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <>
      <Group justify="space-between" align="flex-start" gap="sm" mb="xs">
        <Box style={{ flex: '1 1 240px', minWidth: 0 }}>
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {one.name}
          </Title>
          <Text size="sm" c="dimmed">
            <LinkTo size="sm" to="/organizations">
              Organizations
            </LinkTo>
            {one.shortName ? ` · ${one.shortName}` : ''}
            {one.archived ? ' · Archived' : ''}
          </Text>
        </Box>
        {may.edit && (
          <ButtonTo variant="default" to="/organizations/$id/edit" params={{ id }}>
            Edit
          </ButtonTo>
        )}
      </Group>
      <OrganizationNavigation id={id} />
      {one.alert && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="Alert" mb="md">
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {one.alert}
          </Text>
        </Alert>
      )}
      <Outlet />
    </>
  );
}
