// Small parts of customer access: signing in for an act, how a step ended, asking for steps.
import { Button, CopyButton, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconLogin2 } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { show } from '../../api/client';
import type { Act, Onboarding, Step } from '../../api/customer_access';
import { refresh, useWrite } from '../../api/queries';
import { tellError } from '../../parts/error_notice';
import { StateBadge } from '../../parts/state_badge';
import { count } from '../../parts/words';
import { actWords, maySend, stepLook } from './customer_access_words';

const whileWorking = 2_000;
const whileIdle = 60_000;

export const accessPath = (connection: string) => `/api/connections/${connection}`;

// The session and how much still waits; while something waits, what it changes is asked again too.
export function useOnboarding(connection: string) {
  const client = useQueryClient();
  const path = `${accessPath(connection)}/onboarding`;
  const result = useQuery({
    queryKey: [path],
    queryFn: () => show<Onboarding>(path),
    refetchInterval: (query) => ((query.state.data?.item.waiting ?? 0) > 0 ? whileWorking : whileIdle),
  });
  const waiting = result.data?.item.waiting ?? 0;
  const before = useRef(0);
  const stamp = result.dataUpdatedAt;
  useEffect(() => {
    if (waiting === 0 && before.current === 0) return;
    before.current = waiting;
    const base = accessPath(connection);
    void refresh(client, `${base}/consents`, `${base}/relationships`, `${base}/onboarding_steps`);
  }, [client, connection, waiting, stamp]);
  return result;
}

// Sends the browser to Microsoft, to sign in for one act.
export function useSignInFor(connection: string) {
  const ask = useWrite();
  return {
    busy: ask.isPending,
    go: async (act: Act) => {
      try {
        const { meta } = await ask.mutateAsync({ path: `${accessPath(connection)}/onboarding`, type: 'onboarding', attributes: { act } });
        const url = String(meta.url ?? '');
        if (!/^https?:\/\//.test(url)) throw new Error('The server gave no address of Microsoft to go to. Look at the log of reeve serve.');
        window.location.assign(url);
      } catch (error) {
        tellError(error);
      }
    },
  };
}

// What the server calls the things that a path takes.
const types: Record<string, string> = { consents: 'customer-consents', relationships: 'relationships', security_group: 'security-groups' };

// Asks for steps and says how many; the page then follows them.
export function useAskFor(connection: string) {
  const base = accessPath(connection);
  const ask = useWrite(`${base}/onboarding`, `${base}/consents`, `${base}/relationships`);
  return {
    busy: ask.isPending,
    send: async (path: string, what: string, attributes: Record<string, unknown> = {}) => {
      try {
        const { meta } = await ask.mutateAsync({ path: `${base}/${path}`, type: types[path.split('/')[0] ?? ''] ?? 'onboarding', attributes });
        const queued = Number(meta.queued ?? 0);
        notifications.show(
          queued > 0
            ? { color: 'blue', title: `${what}: ${count(queued, 'step', 'steps')} begun`, message: 'Each shows how it ended. You can leave this page; they go on.' }
            : { color: 'yellow', title: 'Nothing to do', message: 'There is nothing here that this fits.' },
        );
        return true;
      } catch (error) {
        tellError(error);
        return false;
      }
    },
  };
}

// Either the button that acts, or the one that signs in for it.
export function ActButton({
  connection,
  session,
  act,
  children,
  onAct,
  busy,
  disabled,
}: {
  connection: string;
  session: Onboarding | undefined;
  act: Act;
  children: React.ReactNode;
  onAct: () => void;
  busy?: boolean;
  disabled?: boolean;
}) {
  const signIn = useSignInFor(connection);
  if (maySend(session, act)) {
    return (
      <Button onClick={onAct} loading={busy ?? false} disabled={disabled ?? false}>
        {children}
      </Button>
    );
  }
  return (
    <Button variant="default" leftSection={<IconLogin2 size={16} />} loading={signIn.busy} onClick={() => void signIn.go(act)} data-sign-in={act}>
      Sign in for this
    </Button>
  );
}

export function StepEnd({ step }: { step: Pick<Step, 'state' | 'sentence' | 'remedy'> }) {
  if (!step.state) return <Text size="sm" c="dimmed">Not asked for yet</Text>;
  return (
    <Stack gap={2} data-step={step.state}>
      <div>
        <StateBadge look={stepLook(step.state)} />
      </div>
      {step.sentence && (
        <Text size="xs">
          {step.sentence}
          {step.remedy ? ` ${step.remedy}` : ''}
        </Text>
      )}
    </Stack>
  );
}

export function CopyLink({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button size="compact-sm" variant="default" leftSection={<IconCopy size={14} />} onClick={copy} title={value} data-link={value}>
          {copied ? 'Copied' : label}
        </Button>
      )}
    </CopyButton>
  );
}

function until(at: string | null) {
  return at ? new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : '';
}

// Whose rights are used at the moment, how long, and how much is still being done.
export function SessionBar({ connection, session }: { connection: string; session: Onboarding }) {
  const end = useWrite(`${accessPath(connection)}/onboarding`);
  const forget = () =>
    end.mutateAsync({ method: 'DELETE', path: `${accessPath(connection)}/onboarding`, type: 'onboarding' }).catch(tellError);
  const what = session.acts.map((act) => actWords[act]).join(', ');
  return (
    <Paper withBorder p="sm" role="status" data-session={session.open ? 'open' : 'closed'}>
      <Group justify="space-between">
        <Text size="sm">
          {session.open
            ? `Signed in at Microsoft as ${session.signedInAs} for ${what}, until ${until(session.expiresAt)}.${session.mine ? '' : ' Somebody else did; sign in yourself to act.'}`
            : 'What you do here is done with your own rights at Microsoft. Reeve asks for them when they are needed and forgets them after an hour.'}
        </Text>
        {session.open && (
          <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => void forget()}>
            Forget now
          </Button>
        )}
      </Group>
      {session.waiting > 0 && (
        <Stack gap={4} mt="xs">
          <Text size="xs">{count(session.waiting, 'step is', 'steps are')} still being done.</Text>
          <Progress value={100} animated aria-label={`${session.waiting} steps are still being done`} />
        </Stack>
      )}
    </Paper>
  );
}
