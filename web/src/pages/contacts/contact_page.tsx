// A contact in two voices: what people wrote beside what Microsoft says, the source of each, and the history.
import { Badge, Grid, Group, Skeleton, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useOne } from '../../api/queries';
import type { Contact, Overlay } from '../../api/resources';
import { useMay } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { GoTo } from '../../parts/go_to';
import { ButtonTo, LinkTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { OrganizationNavigation } from '../organizations/organization_frame';
import { Entra } from './entra';
import { PersonStateBadge } from '../../parts/person_state';
import { WrittenByPeople } from '../../parts/written_by_people';
import { PersonTimeline } from './person_timeline';
import { RelatedItems } from '../related/related_items';
import { Facts, LinkedRecords } from './facts';
import { History } from './history';
import { Merged } from './merged';
import { MergeButton } from './merge_dialog';
import { TwoVoices } from './two_voices';

function Written({ contact }: { contact: Item<Contact> }) {
  return (
    <WrittenByPeople
      lines={[
        { label: 'Type', value: contact.contactTypeName },
        { label: 'Location', value: contact.locationName },
        { label: 'Notes', value: contact.notes },
      ]}
    />
  );
}

function Head({ contact }: { contact: Item<Contact> }) {
  const may = useMay();
  return (
    <PageTitle
      title={contact.name || 'Contact without a name'}
      badge={
        <>
          <PersonStateBadge state={contact.microsoftState} since={contact.microsoftStateSince} />
          {contact.important && (
            <Badge variant="default" tt="none">
              Important
            </Badge>
          )}
          {contact.archived && (
            <Badge variant="default" tt="none">
              Archived
            </Badge>
          )}
        </>
      }
      line={
        <Group gap={4}>
          {contact.title ? `${contact.title} at` : 'Contact of'}
          <LinkTo size="sm" to="/organizations/$id" params={{ id: String(contact.organizationId) }}>
            {contact.organizationName}
          </LinkTo>
        </Group>
      }
      actions={
        <>
          <ButtonTo variant="default" to="/contacts/$id/compare" params={{ id: contact.id }}>
            Compare
          </ButtonTo>
          {may.edit && !contact.archived && <MergeButton contact={contact} />}
          {may.edit && (
            <ButtonTo variant="default" to="/contacts/$id/edit" params={{ id: contact.id }}>
              Edit
            </ButtonTo>
          )}
        </>
      }
    />
  );
}

export function ContactPage() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Contact>(`/api/contacts/${id}`);
  const overlay = useOne<Overlay>(`/api/contacts/${id}/microsoft`);
  const contact = result.data?.item;
  if (result.isError) {
    return (
      <>
        <PageTitle title="Contact" line="This contact cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  if (!contact) return <Skeleton height={300} aria-label="Loading" />;
  // The id of a merged contact answers with the one it was merged into.
  if (contact.id !== id) return <GoTo href={`/contacts/${encodeURIComponent(contact.id)}`} />;
  return (
    <>
      <Head contact={contact} />
      <OrganizationNavigation id={String(contact.organizationId)} />
      {overlay.isError && <ErrorNotice error={overlay.error} retry={() => void overlay.refetch()} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            {overlay.isPending ? <Skeleton height={260} /> : overlay.data && <TwoVoices overlay={overlay.data.item} />}
            <Written contact={contact} />
            {overlay.data && <Entra overlay={overlay.data.item} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <PersonTimeline contactId={id} />
            <RelatedItems kind="contact" id={id} organizationId={String(contact.organizationId)} />
            <Merged id={id} />
            {overlay.data && <LinkedRecords overlay={overlay.data.item} />}
            {overlay.data && <Facts overlay={overlay.data.item} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          <History path={`/api/contacts/${id}/changes`} />
        </Grid.Col>
      </Grid>
    </>
  );
}
