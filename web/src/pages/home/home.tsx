// Home: how the tenants are, what needs a person, and how much there is.
import { Anchor, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconBuilding, IconPlugConnected, IconRefresh, IconUsers, IconCloud } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useList, useOne } from '../../api/queries';
import type { Connection, Notice, Status, Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { number } from '../../parts/words';
import { HealthGrid } from './health_grid';
import { NeedsPerson } from './needs_person';
import { NoticesPanel } from './notices_panel';

const maxSquares = 1000;
const maxNotices = 100;

function Count({ label, value, icon, to }: { label: string; value: number; icon: ReactNode; to: string | null }) {
  const words = (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Text fz={26} fw={600} lh={1.2}>
          {number(value)}
        </Text>
      </div>
      {icon}
    </Group>
  );
  return (
    <Paper withBorder p="md">
      {to ? (
        <Anchor renderRoot={(props) => <Link to={to} {...props} />} underline="never" c="var(--mantine-color-text)" display="block">
          {words}
        </Anchor>
      ) : (
        words
      )}
    </Paper>
  );
}

function Counts({ status, manage }: { status: Status; manage: boolean }) {
  const underWay = status.runs.queued + status.runs.syncing;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <Count label="Tenants" value={status.tenants.total} icon={<IconCloud size={28} opacity={0.5} style={{ flexShrink: 0 }} />} to={manage ? '/integrations' : null} />
      <Count label="Organizations" value={status.organizations} icon={<IconBuilding size={28} opacity={0.5} style={{ flexShrink: 0 }} />} to="/organizations" />
      <Count label="Contacts" value={status.contacts} icon={<IconUsers size={28} opacity={0.5} style={{ flexShrink: 0 }} />} to="/organizations" />
      <Count label="Syncs under way" value={underWay} icon={<IconRefresh size={28} opacity={0.5} style={{ flexShrink: 0 }} />} to={manage ? '/integrations' : null} />
    </SimpleGrid>
  );
}

function NothingYet({ manage }: { manage: boolean }) {
  return (
    <EmptyState
      icon={<IconPlugConnected size={28} />}
      title="No Microsoft tenant is connected yet"
      why={
        manage
          ? 'Connect your partner tenant once; Reeve then finds every customer tenant and keeps their contacts true by itself.'
          : 'Ask a manager or an administrator to connect Microsoft. Documentation can be written meanwhile.'
      }
      action={manage ? <ButtonTo to="/integrations/connect">Connect Microsoft</ButtonTo> : <ButtonTo to="/organizations">Open organizations</ButtonTo>}
    />
  );
}

export function Home() {
  const may = useMay();
  const status = useOne<Status>('/api/status');
  const tenants = useList<Tenant>('/api/tenants', { size: maxSquares, sort: 'name' }, may.edit);
  const connections = useList<Connection>('/api/connections', { size: 50 }, may.manage);
  const notices = useList<Notice>('/api/notices', { size: maxNotices, filter: { state: 'open' } });
  const counts = status.data?.item;
  const nothing = counts?.tenants.total === 0;
  return (
    <>
      <PageTitle title="Home" line="How the tenants are, and what needs a person." />
      <Stack gap="lg">
        {status.isError && <ErrorNotice error={status.error} retry={() => void status.refetch()} />}
        {status.isPending && <Skeleton height={90} />}
        {counts && <Counts status={counts} manage={may.manage} />}
        {notices.isError && <ErrorNotice error={notices.error} retry={() => void notices.refetch()} />}
        {notices.data && <NoticesPanel notices={notices.data.rows} />}
        {counts && may.edit && tenants.data && notices.data && (
          <NeedsPerson notices={notices.data.rows} status={counts} tenants={tenants.data.rows} connections={connections.data?.rows ?? []} manage={may.manage} />
        )}
        {nothing && (connections.data?.total ?? 0) === 0 && <NothingYet manage={may.manage} />}
        {may.edit && tenants.isPending && <Skeleton height={120} />}
        {may.edit && tenants.data && tenants.data.total > 0 && (
          <section aria-labelledby="health">
            <Title order={2} size="h4" id="health" mb="xs">
              Health of tenants
            </Title>
            <HealthGrid tenants={tenants.data.rows} />
          </section>
        )}
      </Stack>
    </>
  );
}
