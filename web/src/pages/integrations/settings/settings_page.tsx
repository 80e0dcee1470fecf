// Sync settings of a connection, or those that one of its tenants has for itself: a tab a section.
import { Button, Group, Paper, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useOne, useWrite } from '../../../api/queries';
import type { Connection, Tenant } from '../../../api/resources';
import { ErrorNotice } from '../../../parts/error_notice';
import { LinkTo } from '../../../parts/link';
import { usePageSearch } from '../../../parts/list_state';
import { PageTitle } from '../../../parts/page_title';
import type { Section, SectionValue, SyncSettings } from './section';
import { sections } from './sections';

interface CardProps {
  section: Section;
  settings: SyncSettings;
  path: string;
  connectionId: string;
  tenantId?: string | undefined;
}

// One section with what was typed into it, until it is saved or taken back.
function SectionCard({ section, settings, path, connectionId, tenantId }: CardProps) {
  const stored = settings[section.name];
  const [draft, setDraft] = useState<SectionValue | null>(null);
  const [error, setError] = useState<unknown>(null);
  const save = useWrite<SyncSettings>(path, '/api/tenants', '/api/connections');
  const follows = settings.inherited?.[section.name] === true;
  const store = async (value: SectionValue | null, words: string) => {
    setError(null);
    try {
      await save.mutateAsync({ method: 'PATCH', path, type: 'sync-settings', attributes: { [section.name]: value } });
      setDraft(null);
      notifications.show({ color: 'green', message: words });
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={section.title}>
      <Stack>
        <Text size="sm" c="dimmed">
          {section.line}
          {tenantId && (follows ? ' This tenant follows its connection.' : ' This tenant has settings of its own.')}
        </Text>
        <section.Card value={draft ?? stored} onChange={setDraft} connectionId={connectionId} tenantId={tenantId} />
        {error !== null && <ErrorNotice error={error} />}
        <Group gap="xs">
          <Button loading={save.isPending} disabled={draft === null} onClick={() => draft && void store(draft, 'Saved. It counts from the next sync on.')}>
            Save
          </Button>
          <Button variant="default" disabled={draft === null} onClick={() => setDraft(null)}>
            Take back
          </Button>
          {tenantId && !follows && (
            <Button variant="subtle" onClick={() => void store(null, 'This tenant follows its connection again.')}>
              Follow the connection again
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function SectionTabs({ settings, path, connectionId, tenantId }: Omit<CardProps, 'section'>) {
  const { search, set } = usePageSearch();
  const chosen = sections.find((one) => one.name === search.section)?.name ?? 'choosing';
  return (
    <Tabs value={chosen} onChange={(name) => void set({ section: name ?? undefined })} keepMounted={false}>
      <Tabs.List mb="md" aria-label="Parts of the sync settings">
        {sections.map((one) => (
          <Tabs.Tab key={one.name} value={one.name}>
            {one.title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {sections.map((one) => (
        <Tabs.Panel key={one.name} value={one.name}>
          <SectionCard section={one} settings={settings} path={path} connectionId={connectionId} tenantId={tenantId} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

export function SettingsPage() {
  const { id, tenantId } = useParams({ strict: false }) as { id: string; tenantId?: string };
  const navigate = useNavigate();
  const path = tenantId ? `/api/tenants/${tenantId}/sync_settings` : `/api/connections/${id}/sync_settings`;
  const connection = useOne<Connection>(`/api/connections/${id}`);
  const tenant = useOne<Tenant>(`/api/tenants/${tenantId}`, tenantId !== undefined);
  const settings = useOne<SyncSettings>(path);
  const name = tenantId ? tenant.data?.item.name : connection.data?.item.name;
  return (
    <>
      <PageTitle
        title="Sync settings"
        line={
          tenantId ? (
            <>
              Of {name ?? 'this tenant'} alone. All others follow <LinkTo to="/integrations/$id/settings" params={{ id }} inherit underline="always">the connection's settings</LinkTo>.
            </>
          ) : (
            `${name ?? 'This connection'}: what is read, where it goes and how often. A tenant may have settings of its own.`
          )
        }
        actions={
          <Button variant="default" onClick={() => void navigate({ to: '/integrations/$id', params: { id } })}>
            Back to the connection
          </Button>
        }
      />
      {settings.isError && <ErrorNotice error={settings.error} retry={() => void settings.refetch()} />}
      {settings.isPending && <Skeleton height={300} aria-label="Loading" />}
      {settings.data && <SectionTabs key={path} settings={settings.data.item} path={path} connectionId={id} tenantId={tenantId} />}
    </>
  );
}
