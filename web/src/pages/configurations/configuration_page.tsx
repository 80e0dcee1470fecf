// A configuration in two voices: what people wrote beside what Intune and Entra say, whose it is, and the history.
import { Badge, Grid, Group, Skeleton, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { Configuration } from '../../api/assets';
import type { Item } from '../../api/client';
import { useOne } from '../../api/queries';
import type { Overlay } from '../../api/resources';
import { useMay } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo, LinkTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { WrittenByPeople } from '../../parts/written_by_people';
import { History } from '../contacts/history';
import { TwoVoices } from '../contacts/two_voices';
import { OrganizationNavigation } from '../organizations/organization_frame';
import { RelatedItems } from '../related/related_items';
import { DeviceFacts, LinkedDevices } from './device_facts';

function Written({ one }: { one: Item<Configuration> }) {
  return (
    <WrittenByPeople
      lines={[
        { label: 'Status', value: one.configurationStatusName },
        { label: 'Location', value: one.locationName },
        { label: 'Asset tag', value: one.assetTag },
        { label: 'Primary IP', value: one.primaryIp },
        { label: 'Warranty expires', value: one.warrantyExpiresAt },
        { label: 'Notes', value: one.notes },
      ]}
    />
  );
}

function Head({ one }: { one: Item<Configuration> }) {
  const may = useMay();
  return (
    <PageTitle
      title={one.name}
      badge={
        one.archived && (
          <Badge variant="default" tt="none">
            Archived
          </Badge>
        )
      }
      line={
        <Group gap={4}>
          {one.configurationTypeName ?? 'Configuration'} of
          <LinkTo size="sm" to="/organizations/$id" params={{ id: String(one.organizationId) }}>
            {one.organizationName}
          </LinkTo>
        </Group>
      }
      actions={
        <>
          <ButtonTo variant="default" to="/configurations/$id/compare" params={{ id: one.id }}>
            Compare
          </ButtonTo>
          {may.edit && (
            <ButtonTo variant="default" to="/configurations/$id/edit" params={{ id: one.id }}>
              Edit
            </ButtonTo>
          )}
        </>
      }
    />
  );
}

export function ConfigurationPage() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Configuration>(`/api/configurations/${id}`);
  const overlay = useOne<Overlay>(`/api/configurations/${id}/microsoft`);
  const one = result.data?.item;
  if (result.isError) {
    return (
      <>
        <PageTitle title="Configuration" line="This configuration cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  if (!one) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <>
      <Head one={one} />
      <OrganizationNavigation id={String(one.organizationId)} />
      {overlay.isError && <ErrorNotice error={overlay.error} retry={() => void overlay.refetch()} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            {overlay.isPending ? <Skeleton height={260} /> : overlay.data && <TwoVoices title="Configuration" overlay={overlay.data.item} />}
            <Written one={one} />
            <History path={`/api/configurations/${id}/changes`} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <RelatedItems kind="configuration" id={id} organizationId={String(one.organizationId)} />
            {overlay.data && <LinkedDevices overlay={overlay.data.item} />}
            {overlay.data && <DeviceFacts overlay={overlay.data.item} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
