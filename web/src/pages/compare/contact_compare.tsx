// One contact beside its Microsoft user, field by field.
import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useOne } from '../../api/queries';
import type { Contact } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { OrganizationNavigation } from '../organizations/organization_frame';
import { AssetCompare } from './asset_compare';

export function ContactCompare() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Contact>(`/api/contacts/${id}`);
  if (result.isError) {
    return (
      <>
        <PageTitle title="Compare" line="This contact cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  const contact = result.data?.item;
  if (!contact) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <>
      <PageTitle
        title={`Compare ${contact.name || 'contact'}`}
        line={
          <LinkTo size="sm" to="/contacts/$id" params={{ id }}>
            Back to the contact
          </LinkTo>
        }
      />
      <OrganizationNavigation id={String(contact.organizationId)} />
      <AssetCompare kind="contacts" asset={contact} why="No Microsoft user is linked to this contact. A sync links one by address or name, or a review asks." />
    </>
  );
}
