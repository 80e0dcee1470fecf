// Undoing a whole sync: what it would do stands there before anything is done, then how far it is, and the way back.
import { Alert, Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { show, type Item } from '../../api/client';
import { refresh, send, useList, useWrite } from '../../api/queries';
import type { Run } from '../../api/resources';
import { useMay } from '../../api/session';
import type { Undo } from '../../api/undo';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { Age } from '../../parts/age';
import { UndoEffect } from './undo_effect';
import { doesNothing } from './undo_words';

const lookEvery = 1_000;
const touched = ['/api/runs/', '/api/contacts', '/api/undos/'];

// The undo of a run while it works, looked at again until it ends.
function useUndo(undo: Item<Undo> | undefined) {
  const client = useQueryClient();
  return useQuery({
    queryKey: [`/api/undos/${undo?.id}`],
    queryFn: async () => {
      const now = (await show<Undo>(`/api/undos/${undo?.id}`)).item;
      if (now.state !== 'working') void refresh(client, '/api/contacts', '/api/runs/');
      return now;
    },
    enabled: undo?.state === 'working',
    refetchInterval: (query) => (query.state.data?.state === 'working' || !query.state.data ? lookEvery : false),
  });
}

function Title({ undo }: { undo: Item<Undo> }) {
  if (undo.state === 'working') return <>This sync is being undone…</>;
  if (undo.state === 'failed') return <>This sync was undone in part</>;
  return (
    <>
      This sync was undone <Age at={undo.finishedAt} size="sm" />
    </>
  );
}

// How far the undo is, or what came of it; and the way back.
export function UndoneRun({ run }: { run: Item<Run> }) {
  const may = useMay();
  const undos = useList<Undo>(`/api/runs/${run.id}/undos`, {}, may.manage);
  const last = undos.data?.rows[0];
  const live = useUndo(last);
  const redo = useWrite<Undo>(...touched);
  const undo = live.data ?? last;
  if (!undo) return null;
  return (
    <Alert color={undo.state === 'failed' ? 'red' : 'blue'} icon={<IconArrowBackUp />} title={<Title undo={undo} />} role="status">
      <Stack gap="sm" align="flex-start">
        {undo.sentence && <Text size="sm">{undo.sentence}</Text>}
        <UndoEffect effect={undo} />
        {undo.state === 'done' && (
          <Button
            size="compact-sm"
            variant="default"
            loading={redo.isPending}
            onClick={() => send(redo, { path: `/api/undos/${undo.id}/undo`, type: 'undos' }, { onError: tellError })}
          >
            Take the undo back
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function Preview({ run, onClose }: { run: Item<Run>; onClose: () => void }) {
  // Its key is none of `touched`: once the undo has begun there is nothing left to look at beforehand.
  const effect = useQuery({ queryKey: ['effect of undoing', run.id], queryFn: () => show<Undo>(`/api/runs/${run.id}/undo`), gcTime: 0 });
  const undo = useWrite<Undo>(...touched);
  const start = () =>
    send(undo, { path: `/api/runs/${run.id}/undo`, type: 'undos' }, { onSuccess: onClose, onError: tellError });
  if (effect.isError) return <ErrorNotice error={effect.error} retry={() => void effect.refetch()} />;
  if (!effect.data) return <Skeleton height={120} aria-label="Counting what it would do" />;
  const item = effect.data.item;
  return (
    <Stack>
      <UndoEffect effect={item} />
      <Text size="sm" c="dimmed">
        Nothing is deleted, and what people wrote since stays. The next sync does not do it again. An undo can be taken back.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button disabled={doesNothing(item)} loading={undo.isPending} onClick={start} data-autofocus>
          Undo this sync
        </Button>
      </Group>
    </Stack>
  );
}

export function UndoRunButton({ run }: { run: Item<Run> }) {
  const may = useMay();
  const [opened, setOpened] = useState(false);
  const ended = run.state !== 'queued' && run.state !== 'syncing';
  if (!may.manage || !ended || run.dryRun) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => setOpened(true)}>
        Undo this sync
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="What undoing this sync does" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Preview run={run} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}
