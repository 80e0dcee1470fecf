// An organization at a glance: what people wrote about it, its tenants, how many contacts.
import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useList } from '../../api/queries';
import type { Contact } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import { LinkTo } from '../../parts/link';
import { StateBadge } from '../../parts/state_badge';
import { count, stateLook } from '../../parts/words';
import { useOrganization } from './organization_frame';

interface ShownTenant {
  id: string;
  name: string;
  state: string;
  defaultDomain: string | null;
  status: string;
}

function Written({ label, value }: { label: string; value: string | null }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }} c={value ? undefined : 'dimmed'}>
        {value || 'Nothing written yet'}
      </Text>
    </div>
  );
}

function Tenants({ tenants, id }: { tenants: ShownTenant[]; id: string }) {
  const may = useMay();
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        Microsoft tenants
      </Title>
      {tenants.length === 0 && (
        <Text size="sm" c="dimmed">
          No tenant is matched to this organization, so Microsoft says nothing about its people.
          {may.manage ? ' Match one under Integrations.' : ''}
        </Text>
      )}
      <Stack gap="xs">
        {tenants.map((tenant) => (
          <Group key={tenant.id} justify="space-between" gap="sm">
            <div>
              <Text size="sm">{tenant.name}</Text>
              <Text size="xs" c="dimmed">
                {tenant.defaultDomain}
              </Text>
            </div>
            <StateBadge look={stateLook(tenant.status)} />
          </Group>
        ))}
      </Stack>
      {may.edit && tenants.length > 0 && (
        <LinkTo size="sm" to="/organizations/$id/sync" params={{ id }} mt="xs" display="inline-block">
          Open Sync
        </LinkTo>
      )}
    </Paper>
  );
}

export function OrganizationOverview() {
  const { id, result } = useOrganization();
  const contacts = useList<Contact>(`/api/organizations/${id}/relationships/contacts`, { size: 1 }).data;
  const one = result.data?.item;
  if (!one) return null;
  const tenants = (result.data?.meta.tenants as ShownTenant[] | undefined) ?? [];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Paper withBorder p="md">
        <Stack gap="sm">
          <Title order={2} size="h5">
            Written by people
          </Title>
          <Written label="Description" value={one.description} />
          <Written label="Quick notes" value={one.quickNotes} />
          <Text size="xs" c="dimmed" component="div">
            Changed <Age at={one.updatedAt} size="xs" />
          </Text>
        </Stack>
      </Paper>
      <Stack>
        <Tenants tenants={tenants} id={id} />
        <Paper withBorder p="md">
          <Title order={2} size="h5" mb="xs">
            Contacts
          </Title>
          <LinkTo size="sm" to="/organizations/$id/contacts" params={{ id }}>
            {contacts ? `Open ${count(contacts.total, 'contact')}` : 'Open contacts'}
          </LinkTo>
        </Paper>
      </Stack>
    </SimpleGrid>
  );
}
