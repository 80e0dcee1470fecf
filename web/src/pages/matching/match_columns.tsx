// The columns of the matching page: the tenant, which organization it is or may be, and the decision.
import { Badge, Button, Flex, Group, Text, Tooltip } from '@mantine/core';
import type { Item } from '../../api/client';
import type { Tenant } from '../../api/resources';
import type { Column } from '../../parts/column';
import { LinkTo } from '../../parts/link';
import { OrganizationPicker } from '../../parts/organization_picker';
import { TenantStatus } from '../../parts/tenant_status';
import { matchedHow, percent } from '../../parts/words';
import { useAcceptFirst, waitsForAccept } from '../integrations/tenant_actions';
import type { Matching } from './match_actions';

export type Tab = 'unmatched' | 'suggested' | 'matched' | 'ignored';

interface Context {
  tab: Tab;
  matching: Matching;
  picking: string | null; // the tenant whose search is open
  pick: (id: string | null) => void;
  mayManage: boolean;
}

function Suggested({ tenant }: { tenant: Item<Tenant> }) {
  const { suggestion } = tenant;
  if (!suggestion) return <Text size="sm" c="dimmed">No organization is called like this.</Text>;
  return (
    <>
      <Group gap={6}>
        <LinkTo size="sm" to="/organizations/$id" params={{ id: String(suggestion.organizationId) }}>
          {suggestion.organizationName}
        </LinkTo>
        <Tooltip label="How well names and e-mail domains fit" withArrow>
          <Badge variant="default" size="sm" tt="none" tabIndex={0}>
            {percent(suggestion.score)}
          </Badge>
        </Tooltip>
      </Group>
      <Text size="xs" c="dimmed">
        {suggestion.evidence}
      </Text>
    </>
  );
}

function Matched({ tenant }: { tenant: Item<Tenant> }) {
  return (
    <>
      <LinkTo size="sm" to="/organizations/$id/contacts" params={{ id: String(tenant.organizationId) }}>
        {tenant.organizationName}
      </LinkTo>
      <Text size="xs" c="dimmed">
        {matchedHow(tenant.matchedHow)}
        {tenant.preview && (
          <>
            {' · '}
            <LinkTo size="xs" underline="always" to="/tenants/$id/preview" params={{ id: tenant.id }}>
              {tenant.preview.match} match, {tenant.preview.create} new, {tenant.preview.unclear + tenant.preview.join} unclear
            </LinkTo>
          </>
        )}
      </Text>
    </>
  );
}

function WaitingActions({ tenant, context }: { tenant: Item<Tenant>; context: Context }) {
  const { matching, picking, pick } = context;
  return (
    <>
      {tenant.suggestion && (
        <Button size="compact-sm" onClick={() => void matching.accept(tenant)}>
          Accept suggestion
        </Button>
      )}
      <OrganizationPicker
        label="Match to"
        about={tenant.name}
        opened={picking === tenant.id}
        onOpened={(open) => pick(open ? tenant.id : null)}
        onChoose={(organization) => void matching.matchTo(tenant, organization)}
      />
      <Button size="compact-sm" variant="default" onClick={() => void matching.create(tenant)}>
        Create organization
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void matching.ignore(tenant)}>
        Ignore
      </Button>
    </>
  );
}

function MatchedActions({ tenant, context }: { tenant: Item<Tenant>; context: Context }) {
  const { matching, picking, pick } = context;
  const first = useAcceptFirst();
  return (
    <>
      {waitsForAccept(tenant) && (
        <Button size="compact-sm" loading={first.busy} onClick={() => void first.accept(tenant)}>
          Accept first sync
        </Button>
      )}
      <OrganizationPicker
        label="Change match"
        about={tenant.name}
        opened={picking === tenant.id}
        onOpened={(open) => pick(open ? tenant.id : null)}
        onChoose={(organization) => void matching.matchTo(tenant, organization)}
      />
      <Button size="compact-sm" variant="default" onClick={() => void matching.unmatch(tenant)}>
        Remove match
      </Button>
    </>
  );
}

function Actions({ tenant, context }: { tenant: Item<Tenant>; context: Context }) {
  const ignored = (
    <Button size="compact-sm" variant="default" onClick={() => void context.matching.unignore(tenant)}>
      Stop ignoring
    </Button>
  );
  return (
    <Flex gap={6} justify={{ base: 'flex-start', sm: 'flex-end' }} wrap={{ base: 'wrap', lg: 'nowrap' }}>
      {tenant.state === 'ignored' && ignored}
      {tenant.state !== 'ignored' && tenant.organizationId !== null && <MatchedActions tenant={tenant} context={context} />}
      {tenant.state !== 'ignored' && tenant.organizationId === null && <WaitingActions tenant={tenant} context={context} />}
    </Flex>
  );
}

export function matchColumns(context: Context): Column<Tenant>[] {
  const matched = context.tab === 'matched';
  return [
    {
      id: 'tenant',
      header: 'Tenant',
      width: 260,
      sort: 'name',
      cell: (tenant) => (
        <>
          <Text size="sm" fw={500}>
            {tenant.name}
          </Text>
          <Text size="xs" c="dimmed">
            {tenant.defaultDomain ?? tenant.entraTenantId}
          </Text>
        </>
      ),
      csv: (tenant) => tenant.name,
    },
    { id: 'status', header: 'Status', wide: true, off: !matched, cell: (tenant) => <TenantStatus tenant={tenant} /> },
    {
      id: 'organization',
      header: matched ? 'Organization' : 'Suggested organization',
      cell: (tenant) => (tenant.organizationId !== null ? <Matched tenant={tenant} /> : <Suggested tenant={tenant} />),
      csv: (tenant) => tenant.organizationName ?? tenant.suggestion?.organizationName ?? '',
    },
    ...(context.mayManage ? [{ id: 'actions', header: '', right: true, cell: (tenant: Item<Tenant>) => <Actions tenant={tenant} context={context} /> }] : []),
  ];
}
