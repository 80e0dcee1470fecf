// One tenant as the doctor sees it by one connection: its lines, and the way access runs.
import { Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { DoctorPanel, useDoctor } from './doctor_panel';
import { TracePanel } from './doctor_trace';

export function DoctorPage() {
  const params = useParams({ strict: false });
  const connection = params.id as string;
  const tenant = params.tenantId as string;
  const report = useDoctor(connection, tenant);
  const one = report.data?.item;
  return (
    <>
      <PageTitle
        title={one?.name ?? 'Tenant'}
        line="What keeps this tenant from working, and the one thing to do about each."
        actions={
          <ButtonTo variant="default" to="/integrations/$id" params={{ id: connection }}>
            Back to the connection
          </ButtonTo>
        }
      />
      <Stack>
        <TracePanel connection={connection} tenant={tenant} checkedAt={one?.checkedAt ?? null} />
        <DoctorPanel connection={connection} tenant={tenant} />
      </Stack>
    </>
  );
}
