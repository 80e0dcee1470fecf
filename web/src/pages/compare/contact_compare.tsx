// One contact beside its Microsoft user, field by field.
import { Skeleton, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import type { CompareAct, Comparison } from '../../api/compare';
import { useList, useOne } from '../../api/queries';
import type { Contact } from '../../api/resources';
import { useMay } from '../../api/session';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { OrganizationNavigation } from '../organizations/organization_frame';
import { compareColumns } from './compare_columns';
import { useAnswers } from './use_answers';

function Rows({ contact }: { contact: Item<Contact> }) {
  const may = useMay();
  const state = useListState([]);
  const path = `/api/contacts/${contact.id}/compare`;
  const rows = useList<Comparison>(path);
  const { some } = useAnswers(contact.organizationId);
  const act = (chosen: Item<Comparison>[], what: CompareAct) => void some(chosen, what);
  return (
    <>
      {rows.data?.rows[0] && (
        <Text size="sm" c="dimmed" mb="xs">
          Compared with {rows.data.rows[0].recordTitle} of {rows.data.rows[0].tenantName}.
        </Text>
      )}
      <DataTable
        name="contact-compare"
        path={path}
        state={state}
        result={rows}
        columns={compareColumns(false, may.edit ? act : undefined)}
        cards
        csv={false}
        empty={
          <EmptyState
            icon={<IconArrowsDiff size={28} />}
            title="Nothing to compare with"
            why="No Microsoft user is linked to this contact. A sync links one by address or name, or a review asks."
          />
        }
      />
    </>
  );
}

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
      <Rows contact={contact} />
    </>
  );
}
