// What the doctor found, with its age, and a button that asks again; for a connection or one of its tenants.
import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { show } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { DoctorReport, DoctorTenant } from '../../api/resources';
import { Age } from '../../parts/age';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { StateBadge } from '../../parts/state_badge';
import { Features, Findings } from './doctor_findings';
import { doctorLooks, summary, worstFirst } from './doctor_words';

const lookAgain = 1_500; // milliseconds, while Microsoft is asked

export const doctorPath = (connection: string, tenant?: string) => `/api/connections/${connection}/doctor${tenant ? `/${tenant}` : ''}`;

export function useDoctor(connection: string, tenant?: string) {
  const path = doctorPath(connection, tenant);
  return useQuery({
    queryKey: [path],
    queryFn: () => show<DoctorReport>(path),
    refetchInterval: (query) => (query.state.data?.item.checking ? lookAgain : false),
  });
}

function Tenants({ connection, tenants }: { connection: string; tenants: DoctorTenant[] }) {
  const bad = worstFirst(tenants.filter((one) => one.state !== 'ok'));
  if (tenants.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h6" mb={6}>
        Tenants
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {bad.length === 0 ? `All ${tenants.length} are fine.` : `${bad.length} of ${tenants.length} want a look.`}
      </Text>
      {bad.length > 0 && (
        <Stack gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Tenants that want a look">
          {bad.map((one) => (
            <Group key={one.tenantId} component="li" gap="sm" data-tenant={one.tenantId}>
              <StateBadge look={doctorLooks[one.state]} />
              <LinkTo to="/integrations/$id/doctor/$tenantId" params={{ id: connection, tenantId: String(one.tenantId) }}>
                {one.name}
              </LinkTo>
              <Text size="sm">{summary(one)}</Text>
            </Group>
          ))}
        </Stack>
      )}
    </div>
  );
}

export function DoctorPanel({ connection, tenant }: { connection: string; tenant?: string }) {
  const report = useDoctor(connection, tenant);
  const ask = useWrite<unknown>('/api/connections');
  const path = doctorPath(connection, tenant);
  const one = report.data?.item;
  const start = async () => {
    try {
      await ask.mutateAsync({ path, type: 'doctor-reports' });
      await report.refetch();
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="doctor" aria-busy={one?.checking ?? false}>
      <Group justify="space-between" mb={one?.checkedAt ? 'md' : 0}>
        <div>
          <Group gap="sm">
            <Title order={2} size="h5" id="doctor">
              Doctor
            </Title>
            {one?.checkedAt && <StateBadge look={doctorLooks[one.state]} />}
          </Group>
          <Text size="sm" c="dimmed" role="status">
            {one?.checking ? 'Asking Microsoft; you can leave the page.' : one?.checkedAt ? <>Checked <Age at={one.checkedAt} c="dimmed" />.</> : 'Not examined yet. It says what keeps this from working, and what to do.'}
          </Text>
        </div>
        <Button size="compact-sm" variant="default" loading={ask.isPending || (one?.checking ?? false)} onClick={() => void start()}>
          {one?.checkedAt ? 'Check again' : 'Examine'}
        </Button>
      </Group>
      {report.isPending && <Skeleton height={60} aria-label="Loading" />}
      {report.isError && <ErrorNotice error={report.error} retry={() => void report.refetch()} />}
      {one?.checkedAt && (
        <Stack>
          <Features features={one.features} />
          <Findings findings={one.findings} path={tenant ? path : undefined} />
          {!tenant && <Tenants connection={connection} tenants={one.tenants} />}
        </Stack>
      )}
    </Paper>
  );
}
