// Writing a contact: a new one, or changing one. Says which fields Microsoft's sync writes before one edits them.
import { Skeleton, Title } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useOne } from '../../api/queries';
import type { Contact, Overlay } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { ContactForm } from './contact_form';

export function ContactNew() {
  const id = useParams({ strict: false }).id as string;
  const navigate = useNavigate();
  return (
    <>
      <Title order={2} size="h4" mb="sm">
        New contact
      </Title>
      <ContactForm
        one={null}
        organizationId={id}
        onDone={(made) => void navigate({ to: '/contacts/$id', params: { id: made } })}
        onBack={
          <ButtonTo variant="default" to="/organizations/$id/contacts" params={{ id }}>
            Back
          </ButtonTo>
        }
      />
    </>
  );
}

export function ContactEdit() {
  const id = useParams({ strict: false }).id as string;
  const navigate = useNavigate();
  const contact = useOne<Contact>(`/api/contacts/${id}`);
  const overlay = useOne<Overlay>(`/api/contacts/${id}/microsoft`);
  const [round, setRound] = useState(0);
  const one = contact.data?.item;
  return (
    <>
      <PageTitle
        title={one ? `Edit ${one.name}` : 'Edit contact'}
        line="What you write stays yours: no sync overwrites what a person wrote."
      />
      {contact.isError && <ErrorNotice error={contact.error} retry={() => void contact.refetch()} />}
      {(contact.isPending || overlay.isPending) && <Skeleton height={400} maw={720} aria-label="Loading" />}
      {one && !overlay.isPending && (
        <ContactForm
          key={round}
          one={one}
          organizationId={String(one.organizationId)}
          overlay={overlay.data?.item}
          reload={() => void contact.refetch().then(() => setRound((before) => before + 1))}
          onDone={() => void navigate({ to: '/contacts/$id', params: { id } })}
          onBack={
            <ButtonTo variant="default" to="/contacts/$id" params={{ id }}>
              Back
            </ButtonTo>
          }
        />
      )}
    </>
  );
}
