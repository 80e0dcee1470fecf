// The address that the API gives for a contact (resource-url) leads to the contact's page.
import { useParams } from '@tanstack/react-router';
import { GoTo } from '../../parts/go_to';

export function ContactRedirect() {
  const { contactId } = useParams({ strict: false }) as { contactId: string };
  return <GoTo href={`/contacts/${encodeURIComponent(contactId)}`} />;
}
