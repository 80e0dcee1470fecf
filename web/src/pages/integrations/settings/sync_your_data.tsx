// Right after the consent: what to sync, before anything is written. Saved once, it is found under Sync settings.
import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Item } from '../../../api/client';
import { useOne, useWrite } from '../../../api/queries';
import type { Connection } from '../../../api/resources';
import { ErrorNotice } from '../../../parts/error_notice';
import { ButtonTo } from '../../../parts/link';
import { usePageSearch } from '../../../parts/list_state';
import { ChoicePreviewPanel, useChoicePreview } from './choice_preview';
import type { Choosing } from './choice_model';
import { OtherPart, SubscriptionsPart } from './choosing_parts';
import type { SyncSettings } from './section';

function Form({ connection, stored, onDone }: { connection: Item<Connection>; stored: Choosing; onDone: () => void }) {
  const path = `/api/connections/${connection.id}/sync_settings`;
  const [value, setValue] = useState(stored);
  const [error, setError] = useState<unknown>(null);
  const preview = useChoicePreview(value, connection.id);
  const save = useWrite<SyncSettings>(path);
  const sync = useWrite('/api/tenants', '/api/connections', '/api/runs', '/api/status');
  const go = async () => {
    setError(null);
    try {
      await save.mutateAsync({ method: 'PATCH', path, type: 'sync-settings', attributes: { choosing: value } });
      // They wait a while, so that people can still match and change settings.
      await sync.mutateAsync({ path: `/api/connections/${connection.id}/sync`, type: 'connections', attributes: { start: 'after-grace' } });
      notifications.show({ color: 'green', title: 'Saved', message: 'The syncs are queued. “Start manual sync” begins at once.' });
      onDone();
    } catch (failure) {
      setError(failure);
    }
  };
  const incomplete = !value.allSubscriptions && value.subscriptions.length === 0;
  return (
    <Stack>
      <SubscriptionsPart value={value} onChange={setValue} preview={preview.data} />
      <OtherPart value={value} onChange={setValue} />
      <ChoicePreviewPanel preview={preview} />
      {error !== null && <ErrorNotice error={error} />}
      <Group gap="xs">
        <Button loading={save.isPending || sync.isPending} disabled={incomplete} onClick={() => void go()}>
          Save and continue
        </Button>
        <ButtonTo variant="default" to="/integrations/$id/settings" params={{ id: connection.id }}>
          All sync settings
        </ButtonTo>
      </Group>
    </Stack>
  );
}

export function SyncYourData({ connection }: { connection: Item<Connection> }) {
  const { search, set } = usePageSearch();
  const settings = useOne<SyncSettings>(`/api/connections/${connection.id}/sync_settings`, search.connected === '1');
  if (search.connected !== '1' || settings.isError) return null;
  const stored = settings.data?.item.choosing as unknown as Choosing | undefined;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="sync-your-data">
      <Stack>
        <div>
          <Title order={2} size="h3" id="sync-your-data">
            Sync your Microsoft data
          </Title>
          <Text size="sm" c="dimmed">
            Choose whose data is kept in the documentation. As a rule, tick only the subscriptions that you manage. Everything can be changed later under Sync settings.
          </Text>
        </div>
        {stored ? <Form connection={connection} stored={stored} onDone={() => void set({ connected: undefined })} /> : <Skeleton height={240} aria-label="Loading" />}
      </Stack>
    </Paper>
  );
}
