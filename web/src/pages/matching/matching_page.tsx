// Matching: which tenant is which organization. People accept, choose, create, ignore, or change a match later.
import { Badge, Button, Group, Select, Skeleton, Stack, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsJoin, IconKeyboard } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useOne } from '../../api/queries';
import type { Connection, Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ButtonTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { AcceptAllFirst } from './accept_all_first';
import { percent } from '../../parts/words';
import { acceptedWords, useMatching, type Matching, type Question } from './match_actions';
import { matchColumns, type Tab } from './match_columns';
import { MatchQuestion } from './match_question';
import { KeysHelp, useRowKeys, type KeyAction } from './row_keys';

const tabs: { value: Tab; label: string; empty: string; why: string }[] = [
  { value: 'unmatched', label: 'Unmatched', empty: 'Nothing is unmatched', why: 'Every tenant has an organization or is ignored. Newly found tenants appear here.' },
  { value: 'suggested', label: 'Suggested', empty: 'No suggestions', why: 'No unmatched tenant resembles an organization. Look under Unmatched to choose or create one.' },
  { value: 'matched', label: 'Matched', empty: 'Nothing is matched yet', why: 'Accept a suggestion, choose an organization or create one under Unmatched.' },
  { value: 'ignored', label: 'Ignored', empty: 'Nothing is ignored', why: 'A tenant that you ignore is asked nothing, and does not count as unmatched. It would stand here.' },
];
const shares = ['0.95', '0.9', '0.8', '0.7'];

function Count({ tab, connection }: { tab: Tab; connection: string }) {
  const total = useList<Tenant>('/api/tenants', { size: 1, filter: { match: tab, connectionId: connection } }).data?.total;
  return total === undefined ? null : (
    <Badge variant="default" size="sm" aria-hidden>
      {total}
    </Badge>
  );
}

function TabStrip({ tab, connection, choose }: { tab: Tab; connection: string; choose: (tab: Tab) => void }) {
  return (
    <Tabs value={tab} onChange={(value) => value && choose(value as Tab)}>
      <Tabs.List>
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value} px="sm" rightSection={<Count tab={value} connection={connection} />}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

// Which row the keyboard acts on, and what it does there.
function useKeyboard(rows: Item<Tenant>[], may: boolean, pick: (id: string | null) => void, matching: Matching, open: (row: Item<Tenant>) => void) {
  const [at, setAt] = useState(0);
  const [help, setHelp] = useState(false);
  const index = Math.min(at, Math.max(rows.length - 1, 0));
  const move = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row) return;
    setAt(rows.indexOf(row));
    document.querySelector(`[data-row="${row.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useRowKeys((action: KeyAction) => {
    if (action === 'help') return setHelp(true);
    if (action === 'next') return move(index + 1);
    if (action === 'previous') return move(index - 1);
    const row = rows[index];
    if (row && action === 'open') return open(row);
    if (!row || !may) return;
    const waiting = row.organizationId === null && row.state !== 'ignored';
    if (action === 'accept' && waiting && row.suggestion) void matching.accept(row);
    if (action === 'match' && row.state !== 'ignored') pick(row.id);
    if (action === 'create' && waiting) void matching.create(row);
    if (action === 'ignore' && waiting) void matching.ignore(row);
    if (action === 'ignore' && row.state === 'ignored') void matching.unignore(row);
  });
  return { index, setAt, help, setHelp };
}

function AcceptSure() {
  const matching = useMatching();
  const [busy, setBusy] = useState(false);
  const [share, setShare] = useState('0.9');
  const run = async () => {
    setBusy(true);
    const done = await matching.acceptAll(Number(share));
    setBusy(false);
    if (done) notifications.show({ color: done.matched > 0 ? 'green' : 'yellow', message: acceptedWords(done) });
  };
  return (
    <Group gap={4} wrap="nowrap">
      <Button variant="default" loading={busy} onClick={() => void run()}>
        Accept all from {percent(Number(share))}
      </Button>
      <Select aria-label="From which confidence on" w={92} allowDeselect={false} data={shares.map((value) => ({ value, label: percent(Number(value)) }))} value={share} onChange={(value) => value && setShare(value)} />
    </Group>
  );
}

function MatchTable({ connection, tab }: { connection: string; tab: Tab }) {
  const may = useMay();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<Question | null>(null);
  const matching = useMatching(setQuestion);
  const open = (row: Item<Tenant>) => {
    if (row.organizationId !== null) void navigate({ to: '/organizations/$id', params: { id: String(row.organizationId) } });
  };
  const [picking, pick] = useState<string | null>(null);
  const state = useListState([], 'name');
  const query = { ...state.query, filter: { ...state.query.filter, match: tab, connectionId: connection } };
  const tenants = useList<Tenant>('/api/tenants', query);
  const rows = tenants.data?.rows ?? [];
  const keys = useKeyboard(rows, may.manage, pick, matching, open);
  const columns = useMemo(
    () => matchColumns({ tab, matching, picking, pick, mayManage: may.manage }),
    // `matching` is made anew each time but acts the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [tab, picking, may.manage],
  );
  const words = tabs.find((one) => one.value === tab) as (typeof tabs)[number];
  const { setAt } = keys;
  useEffect(() => setAt(0), [tab, setAt]);
  return (
    <>
      <DataTable
        name={`matching-${tab}`}
        path="/api/tenants"
        state={{ ...state, query }}
        result={tenants}
        columns={columns}
        searchLabel="Search tenants"
        cards
        {...(tab === 'matched' ? { onOpen: open } : {})}
        isActive={(_row, index) => index === keys.index}
        empty={<EmptyState icon={<IconArrowsJoin size={28} />} title={words.empty} why={words.why} />}
      />
      {question && (
        <MatchQuestion
          question={question}
          onClose={() => setQuestion(null)}
          onAnswer={(answered) => {
            setQuestion(null);
            void matching.answer(answered);
          }}
        />
      )}
      <KeysHelp opened={keys.help} onClose={() => keys.setHelp(false)} />
      <Button variant="subtle" color="gray" c="dimmed" size="compact-sm" leftSection={<IconKeyboard size={16} />} onClick={() => keys.setHelp(true)} visibleFrom="sm" style={{ alignSelf: 'flex-start' }}>
        Keys: j k a m c i o, and ? to explain
      </Button>
    </>
  );
}

export function MatchingPage() {
  const id = useParams({ strict: false }).id as string;
  const connection = useOne<Connection>(`/api/connections/${id}`).data?.item;
  const may = useMay();
  const { search, set } = useListState([]);
  const tab = (tabs.find((one) => one.value === search.tab)?.value ?? 'unmatched') as Tab;
  return (
    <>
      <PageTitle
        title="Matching"
        line={`Which tenant of ${connection?.name ?? 'this connection'} is which organization. Contacts are written only for matched tenants.`}
        actions={
          <>
            {may.manage && (tab === 'unmatched' || tab === 'suggested') && <AcceptSure />}
            <ButtonTo variant="default" to="/integrations/$id" params={{ id }}>
              Back
            </ButtonTo>
          </>
        }
      />
      <Stack>
        <AcceptAllFirst connectionId={id} />
        <TabStrip tab={tab} connection={id} choose={(value) => void set({ tab: value === 'unmatched' ? undefined : value, q: undefined })} />
        {may.role ? <MatchTable key={tab} connection={id} tab={tab} /> : <Skeleton height={200} />}
      </Stack>
    </>
  );
}
