// One configuration beside its device in Intune or Entra, field by field.
import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { Configuration } from '../../api/assets';
import { useOne } from '../../api/queries';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { OrganizationNavigation } from '../organizations/organization_frame';
import { AssetCompare } from './asset_compare';

export function ConfigurationCompare() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Configuration>(`/api/configurations/${id}`);
  if (result.isError) {
    return (
      <>
        <PageTitle title="Compare" line="This configuration cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  const configuration = result.data?.item;
  if (!configuration) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <>
      <PageTitle
        title={`Compare ${configuration.name}`}
        line={
          <LinkTo size="sm" to="/configurations/$id" params={{ id }}>
            Back to the configuration
          </LinkTo>
        }
      />
      <OrganizationNavigation id={String(configuration.organizationId)} />
      <AssetCompare kind="configurations" asset={configuration} why="No device of Intune or Entra is linked to this configuration. A sync links one by serial number, MAC address or name, or a review asks." />
    </>
  );
}
