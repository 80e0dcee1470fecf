// Disconnecting: how far to leave, what the application still holds at Microsoft, and the end of it.
import { Alert, Button, Checkbox, Group, Loader, Paper, Radio, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck, IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { list, type Item } from '../../api/client';
import { useOne, useWrite } from '../../api/queries';
import type { Leaving } from '../../api/leaving_resources';
import type { Connection } from '../../api/resources';
import { ErrorNotice, Notice, tellError } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { usePageSearch } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { HeldGrants } from './held_grants';
import { atWork, endings, notYet, removalLine, type Ending } from './leaving_words';

const pollMilliseconds = 1_000;
export const touchedByLeaving = ['/api/leavings', '/api/leaving_items', '/api/connections', '/api/tenants', '/api/contacts', '/api/status'];

// The newest leaving of the connection; asked again each second while it is at work.
function useLeaving(connection: string) {
  return useQuery({
    queryKey: ['/api/leavings', connection],
    queryFn: () => list<Leaving>('/api/leavings', { size: 1, sort: '-id', filter: { connectionId: connection } }),
    refetchInterval: (query) => (atWork(query.state.data?.rows[0]?.state) ? pollMilliseconds : false),
  });
}

function Choice({ ending, onChange }: { ending: Ending; onChange: (ending: Ending) => void }) {
  return (
    <Radio.Group value={ending} onChange={(value) => onChange(value as Ending)} label="How far do you want to leave?">
      <Stack gap="xs" mt="xs">
        {endings.map((one) => (
          <Radio.Card key={one.value} value={one.value} p="sm" aria-label={one.title}>
            <Group wrap="nowrap" align="flex-start">
              <Radio.Indicator mt={2} />
              <div>
                <Text size="sm" fw={600}>
                  {one.title}
                </Text>
                <Text size="sm">{one.text}</Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Pause({ connection }: { connection: Item<Connection> }) {
  const set = useWrite('/api/connections', '/api/tenants');
  const paused = connection.state === 'paused';
  const run = async () => {
    try {
      await set.mutateAsync({ path: `/api/connections/${connection.id}/${paused ? 'resume' : 'pause'}`, type: 'connections' });
      notifications.show({ color: 'green', title: paused ? `${connection.name} goes on` : `${connection.name} is paused`, message: paused ? 'Its tenants are synced again.' : 'Nothing is asked through it until you resume it.' });
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Group>
      <Button leftSection={<IconPlayerPause size={16} />} loading={set.isPending} onClick={() => void run()}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
    </Group>
  );
}

interface FinishProps {
  connection: Item<Connection>;
  leaving: Item<Leaving> | undefined;
  ending: 'keep' | 'remove';
  removal?: Leaving['removal'];
}

function useFinish({ connection, leaving, ending }: FinishProps) {
  const write = useWrite<Leaving>(...touchedByLeaving);
  return {
    busy: write.isPending,
    run: async (name: string, anyway: boolean) => {
      try {
        const id = leaving?.id ?? (await write.mutateAsync({ path: `/api/connections/${connection.id}/leaving`, type: 'leavings' })).item.id;
        await write.mutateAsync({ path: `/api/leavings/${id}/finish`, type: 'leavings', attributes: { ending, name, anyway } });
      } catch (error) {
        tellError(error);
      }
    },
  };
}

function Finish(props: FinishProps) {
  const { connection, leaving, ending, removal = leaving?.removal ?? null } = props;
  const [typed, setTyped] = useState('');
  const [anyway, setAnyway] = useState(false);
  const finish = useFinish(props);
  const why = notYet(leaving);
  const ready = typed.trim() === connection.name && (why === null || anyway);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="finish">
      <Stack>
        <Title order={2} size="h5" id="finish">
          {ending === 'keep' ? 'Forget the credentials' : 'Remove the connection'}
        </Title>
        <Text size="sm">
          {ending === 'keep'
            ? 'The client secret or private key and the sign-in are deleted here. They cannot be brought back; new ones can be entered at any time.'
            : `${removalLine(removal)} Archived contacts can be brought back on this page; credentials and records cannot, but the next connection reads the records again.`}
        </Text>
        {why !== null && <Checkbox checked={anyway} onChange={(event) => setAnyway(event.currentTarget.checked)} label={`${why} Go on anyway.`} />}
        <TextInput label={`Type “${connection.name}” to go on`} value={typed} maw={420} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Group>
          <Button color="red" leftSection={<IconPlugConnectedX size={16} />} disabled={!ready} loading={finish.busy || leaving?.state === 'removing'} onClick={() => void finish.run(typed.trim(), anyway)}>
            {ending === 'keep' ? 'Disconnect' : 'Remove'}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

// After the end: what was done, the one thing that can be undone, and the step further.
function Ended({ leaving, disconnected }: { leaving: Item<Leaving>; disconnected: Item<Connection> | undefined }) {
  const [removing, setRemoving] = useState(false);
  const undo = useWrite(...touchedByLeaving);
  const bringBack = () => undo.mutateAsync({ path: `/api/leavings/${leaving.id}/undo`, type: 'leavings' }).catch(tellError);
  return (
    <Stack>
      {atWork(leaving.state) ? (
        <Alert color="blue" icon={<Loader size={18} />} role="status" title={leaving.state === 'undoing' ? 'The archived contacts are being brought back' : `${leaving.connectionName} is being removed`}>
          <Text size="sm">You can leave this page.</Text>
        </Alert>
      ) : (
        <Alert color="green" icon={<IconCircleCheck />} role="status" title={`${leaving.connectionName} is ${leaving.ending === 'remove' ? 'removed' : 'disconnected'}`}>
          <Text size="sm">{leaving.sentence}</Text>
        </Alert>
      )}
      <Group>
        {leaving.canUndo && (
          <Button variant="default" loading={undo.isPending} onClick={() => void bringBack()}>
            Bring the archived contacts back
          </Button>
        )}
        {disconnected && !removing && (
          <Button variant="default" onClick={() => setRemoving(true)}>
            Remove it, too
          </Button>
        )}
        <ButtonTo variant="default" to="/integrations">
          Back to Integrations
        </ButtonTo>
      </Group>
      {disconnected && removing && <Finish connection={disconnected} leaving={leaving.state === 'ended' ? undefined : leaving} ending="remove" removal={leaving.removal} />}
    </Stack>
  );
}

function Steps({ connection, leaving }: { connection: Item<Connection>; leaving: Item<Leaving> | undefined }) {
  const { search } = usePageSearch();
  const [ending, setEnding] = useState<Ending>(leaving || search.connected || search.error ? 'keep' : 'pause');
  return (
    <Stack>
      {search.error && <Notice title="The sign-in at Microsoft did not finish" sentence={search.error} />}
      <Choice ending={ending} onChange={setEnding} />
      {ending === 'pause' ? (
        <Pause connection={connection} />
      ) : (
        <>
          <HeldGrants connection={connection} leaving={leaving} />
          <Finish connection={connection} leaving={leaving} ending={ending} />
        </>
      )}
    </Stack>
  );
}

export function LeavePage() {
  const id = useParams({ strict: false }).id as string;
  const navigate = useNavigate();
  const connection = useOne<Connection>(`/api/connections/${id}`);
  const leavings = useLeaving(id);
  const newest = leavings.data?.rows[0];
  const open = newest && newest.state !== 'ended' && newest.state !== 'undoing' ? newest : undefined;
  const one = connection.data?.item;
  if (leavings.isPending || (connection.isPending && !connection.isError)) return <Skeleton height={300} aria-label="Loading" />;
  const disconnected = !connection.isError && one?.state === 'disconnected' ? one : undefined;
  const gone = (!one || connection.isError) && (!open || open.state === 'removing');
  if (newest && (disconnected || gone)) {
    return (
      <>
        <PageTitle title={`Disconnect ${newest.connectionName}`} line="This connection was left." />
        <Ended leaving={newest} disconnected={disconnected} />
      </>
    );
  }
  if (!one) {
    return (
      <>
        <PageTitle title="Disconnect" line="This connection cannot be shown." />
        <ErrorNotice error={connection.error} retry={() => void navigate({ to: '/integrations' })} />
      </>
    );
  }
  return (
    <>
      <PageTitle
        title={`Disconnect ${one.name}`}
        line="Choose how far you leave, take back what the application may do at Microsoft, then finish."
        actions={
          <ButtonTo variant="default" to="/integrations/$id" params={{ id }}>
            Back to the connection
          </ButtonTo>
        }
      />
      <Steps connection={one} leaving={open} />
    </>
  );
}
