// What the connection's application holds at Microsoft: listed, ticked, revoked, and what is left with links.
import { Alert, Anchor, Badge, Button, Checkbox, Group, List, Paper, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink, IconQuestionMark, IconShieldCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { Leaving, LeavingItem } from '../../api/leaving_resources';
import type { Connection } from '../../api/resources';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { tellError } from '../../parts/error_notice';
import { useListState, usePageSearch } from '../../parts/list_state';
import { count } from '../../parts/words';
import { atWork, itemStates, kindNames, progressOf } from './leaving_words';

const touched = ['/api/leavings', '/api/leaving_items', '/api/connections'];

function Outward({ url, children }: { url: string; children: React.ReactNode }) {
  return (
    <Anchor href={url} target="_blank" rel="noreferrer" size="sm" underline="always">
      {children} <IconExternalLink size={12} aria-label="opens at Microsoft" />
    </Anchor>
  );
}

function useSignInFor(connection: Item<Connection>) {
  const ask = useWrite();
  return async (act: 'leaving' | 'leaving_customers') => {
    try {
      const { meta } = await ask.mutateAsync({ path: `/api/connections/${connection.id}/onboarding`, type: 'onboarding', attributes: { act } });
      const url = String(meta.url ?? '');
      if (!/^https?:\/\//.test(url)) throw new Error('The server gave no address of Microsoft to go to. Look at the log of reeve serve.');
      window.location.assign(url);
    } catch (error) {
      tellError(error);
    }
  };
}

function SignIns({ connection, leaving }: { connection: Item<Connection>; leaving: Item<Leaving> | undefined }) {
  const go = useSignInFor(connection);
  const acts = (leaving?.signedIn ?? '').split(' ');
  const button = (act: 'leaving' | 'leaving_customers', label: string) => (
    <Button size="compact-sm" variant="default" disabled={acts.includes(act)} onClick={() => void go(act)}>
      {acts.includes(act) ? `${label}: done` : label}
    </Button>
  );
  return (
    <Stack gap={4}>
      <Text size="sm">
        Revoking is done with your own rights at Microsoft, which Reeve keeps for an hour at most.
        {connection.kind === 'partner' && ' Microsoft asks for one service at a time: sign in for both, so that customers’ tenants can be reached.'}
      </Text>
      <Group gap="xs">
        {button('leaving', 'Sign in for leaving')}
        {connection.kind === 'partner' && button('leaving_customers', 'Sign in for Partner Center')}
      </Group>
    </Stack>
  );
}

function Warnings({ leaving }: { leaving: Item<Leaving> }) {
  return (
    <Alert color="yellow" icon={<IconAlertTriangle />} title="Everything with this application id loses what you revoke">
      <Text size="sm">
        Other products that use the application {leaving.applicationId} lose it, too; Reeve cannot know them.
        {leaving.others.length > 0 && ` So ${leaving.others.length === 1 ? 'does the connection' : 'do the connections'} ${leaving.others.map((one) => one.name).join(', ')}.`} Only what Reeve granted itself is ticked from the start.
      </Text>
    </Alert>
  );
}

function Unknown({ leaving }: { leaving: Item<Leaving> }) {
  if (leaving.unknownTenants.length === 0) return null;
  return (
    <Alert color="violet" icon={<IconQuestionMark />} title={`Unknown in ${count(leaving.counts.tenantsUnknown, 'tenant')}`}>
      <List size="sm">
        {leaving.unknownTenants.map((one) => (
          <List.Item key={one.tenantId}>
            {one.name}: {one.sentence} <Outward url={one.url}>Look at Microsoft</Outward>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function useTick(leaving: Item<Leaving>) {
  const tick = useWrite(...touched);
  return {
    busy: tick.isPending,
    set: (attributes: Record<string, unknown>) => tick.mutateAsync({ path: `/api/leavings/${leaving.id}/tick`, type: 'leavings', attributes }).catch(tellError),
  };
}

function columnsFor(leaving: Item<Leaving>, tick: ReturnType<typeof useTick>): Column<LeavingItem>[] {
  const still = leaving.state === 'listed' || leaving.state === 'revoked';
  return [
    {
      id: 'selected',
      header: 'Revoke',
      cell: (item) => (
        <Checkbox
          aria-label={`Revoke ${item.what} in ${item.tenantName}`}
          checked={item.selected}
          disabled={!still || item.state === 'done' || tick.busy}
          onChange={(event) => void tick.set({ items: [Number(item.id)], selected: event.currentTarget.checked })}
        />
      ),
      csv: (item) => (item.selected ? 'yes' : 'no'),
    },
    { id: 'tenant', header: 'Tenant', cell: (item) => item.tenantName, csv: (item) => item.tenantName },
    { id: 'kind', header: 'Kind', wide: true, cell: (item) => <div style={{ whiteSpace: 'nowrap' }}>{kindNames[item.kind]}</div>, csv: (item) => kindNames[item.kind] },
    {
      id: 'what',
      header: 'What',
      cell: (item) => (
        <>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {item.what}
          </Text>
          <Text size="xs" c="dimmed">
            {item.resourceName}
            {item.byReeve && ' · granted by Reeve'}
          </Text>
        </>
      ),
      csv: (item) => `${item.resourceName}: ${item.what}`,
    },
    {
      id: 'state',
      header: 'State',
      cell: (item) => (
        <>
          <Badge variant="light" color={itemStates[item.state].color} c="var(--mantine-color-text)" tt="none" miw="max-content" data-item={item.state}>
            {itemStates[item.state].word}
          </Badge>
          {item.sentence && (
            <Text size="xs" c="dimmed">
              {item.sentence} {(item.state === 'left' || item.state === 'failed') && <Outward url={item.url}>Open</Outward>}
            </Text>
          )}
        </>
      ),
      csv: (item) => `${itemStates[item.state].word} ${item.sentence ?? ''}`.trim(),
    },
  ];
}

const filters = [
  {
    name: 'state',
    options: [
      { value: 'done', label: 'Revoked' },
      { value: 'failed', label: 'Failed' },
      { value: 'left', label: 'Left to you' },
    ],
  },
  { name: 'byReeve', options: [{ value: 'true', label: 'Granted by Reeve' }] },
];

function Items({ leaving }: { leaving: Item<Leaving> }) {
  const state = useListState(['state', 'byReeve']);
  const query = { ...state.query, filter: { ...state.query.filter, leavingId: leaving.id } };
  const items = useList<LeavingItem>('/api/leaving_items', query);
  const tick = useTick(leaving);
  const still = leaving.state === 'listed' || leaving.state === 'revoked';
  const { refetch } = items;
  useEffect(() => void refetch(), [leaving.state, leaving.counts.done, refetch]);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button size="compact-sm" variant="default" disabled={!still} onClick={() => void tick.set({ which: 'none' })}>
          Tick nothing
        </Button>
        <Button size="compact-sm" variant="default" disabled={!still} onClick={() => void tick.set({ which: 'by-reeve' })}>
          Tick what Reeve granted ({leaving.counts.byReeve})
        </Button>
        <Button size="compact-sm" variant="default" disabled={!still} onClick={() => void tick.set({ which: 'everything' })}>
          Tick everything ({leaving.counts.items})
        </Button>
      </Group>
      <DataTable
        name="grants"
        path="/api/leaving_items"
        state={{ ...state, query }}
        result={items}
        columns={columnsFor(leaving, tick)}
        filters={filters}
        empty={<EmptyState icon={<IconShieldCheck size={28} />} title="Nothing here" why="Microsoft lists nothing that the application holds, as far as Reeve can read it." />}
      />
    </Stack>
  );
}

function Revoke({ connection, leaving }: { connection: Item<Connection>; leaving: Item<Leaving> }) {
  const [typed, setTyped] = useState('');
  const revoke = useWrite(...touched);
  const todo = leaving.counts.selected - leaving.counts.done;
  if (todo <= 0 || atWork(leaving.state)) return null;
  const run = async () => {
    try {
      await revoke.mutateAsync({ path: `/api/leavings/${leaving.id}/revoke`, type: 'leavings', attributes: { name: typed.trim() } });
      setTyped('');
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Group align="flex-end">
      <TextInput label={`Type “${connection.name}” to revoke at Microsoft`} value={typed} maw={420} style={{ flex: '1 1 260px' }} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Button color="red" disabled={typed.trim() !== connection.name} loading={revoke.isPending} onClick={() => void run()}>
        Revoke {count(todo, 'grant')}
      </Button>
    </Group>
  );
}

function Links({ leaving }: { leaving: Item<Leaving> }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        What stays at Microsoft in any case
      </Text>
      <List size="sm">
        {leaving.links.map((link) => (
          <List.Item key={link.title}>
            <Outward url={link.url}>{link.title}</Outward>: {link.sentence}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Listed({ connection, leaving }: { connection: Item<Connection>; leaving: Item<Leaving> }) {
  const { counts, state } = leaving;
  return (
    <Stack>
      {atWork(state) && (
        <Stack gap={4}>
          <Text size="sm">
            {state === 'listing' ? `Asking Microsoft: ${counts.tenants - counts.tenantsWaiting} of ${count(counts.tenants, 'tenant')}` : `Revoking: ${counts.done + counts.failed + counts.left} of ${counts.done + counts.failed + counts.left + counts.waiting}`}
            . You can leave this page.
          </Text>
          <Progress value={progressOf(state, counts)} animated aria-label="Progress" />
        </Stack>
      )}
      {leaving.sentence && !atWork(state) && (
        <Alert color={counts.failed + counts.left > 0 ? 'orange' : 'green'} role="status">
          {leaving.sentence}
        </Alert>
      )}
      <Warnings leaving={leaving} />
      <Unknown leaving={leaving} />
      {state !== 'listing' && <Items leaving={leaving} />}
      <Revoke connection={connection} leaving={leaving} />
      <Links leaving={leaving} />
    </Stack>
  );
}

export function HeldGrants({ connection, leaving }: { connection: Item<Connection>; leaving: Item<Leaving> | undefined }) {
  const begin = useWrite<Leaving>(...touched);
  const { search, set } = usePageSearch();
  const start = () => begin.mutateAsync({ path: `/api/connections/${connection.id}/leaving`, type: 'leavings' }).catch(tellError);
  const back = search.connected === '1';
  // Back from Microsoft: what the sign-in added belongs on the list, too.
  useEffect(() => {
    if (!back) return;
    void set({ connected: undefined });
    void start();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [back]);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="held">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h5" id="held">
            What the application holds at Microsoft
          </Title>
          <Button size="compact-sm" variant="default" loading={begin.isPending} disabled={atWork(leaving?.state)} onClick={() => void start()}>
            {leaving ? 'List again' : 'List it'}
          </Button>
        </Group>
        <Text size="sm">
          Forgetting the credentials here takes nothing away there. Reeve lists what the application may still do in every tenant, and revokes what you tick.
        </Text>
        <SignIns connection={connection} leaving={leaving} />
        {leaving && <Listed connection={connection} leaving={leaving} />}
      </Stack>
    </Paper>
  );
}
