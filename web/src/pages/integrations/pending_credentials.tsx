// New credentials that no sign-in has proven yet: the old ones work until one does.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Item } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { Notice, tellError } from '../../parts/error_notice';
import { useSignInAtMicrosoft } from './connection_actions';

function whatWaits(connection: Connection): string {
  const waiting = connection.pendingCredentials;
  if (!waiting) return '';
  const parts = [
    waiting.applicationId !== connection.applicationId && `the application ${waiting.applicationId}`,
    waiting.credentialKind === 'secret' && 'a client secret',
    waiting.credentialKind === 'certificate' && `the certificate ${waiting.certificateThumbprint ?? ''}`,
  ].filter(Boolean);
  return parts.join(' and ') || 'a change of credentials';
}

export function PendingCredentials({ connection }: { connection: Item<Connection> }) {
  const signIn = useSignInAtMicrosoft();
  const forget = useWrite('/api/connections');
  if (!connection.pendingCredentials) return null;
  const drop = async () => {
    try {
      await forget.mutateAsync({ method: 'DELETE', path: `/api/connections/${connection.id}/pending_credentials`, type: 'connections' });
      notifications.show({ color: 'green', title: 'Forgotten', message: 'The credentials in use stay as they are.' });
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Notice
      color="yellow"
      title="New credentials wait for a sign-in"
      sentence={`Entered, but not proven: ${whatWaits(connection)}. Syncs go on with the credentials in use.`}
      remedy="Sign in at Microsoft to put the new ones in use."
      retry={() => void signIn.go(connection.id).catch(tellError)}
      retryLabel="Sign in at Microsoft"
      more={
        <Button size="compact-sm" variant="default" loading={forget.isPending} onClick={() => void drop()}>
          Forget them
        </Button>
      }
    />
  );
}
