// Editing a connection's credentials; signing in at Microsoft again where they changed.
import { Button, Paper, Skeleton, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Item } from '../../api/client';
import { useOne, useWrite } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { useSignInAtMicrosoft } from './connection_actions';
import { CertificateSection } from './certificate';
import { ConnectionForm, type ConnectionValues } from './connection_form';

const valuesOf = (one: Connection): ConnectionValues => ({
  kind: one.kind,
  name: one.name,
  applicationId: one.applicationId,
  directoryId: one.directoryId,
  credentialKind: 'secret',
  clientSecret: '',
  secretExpiresOn: one.secretExpiresOn?.slice(0, 10) ?? '',
  createContacts: one.createContacts,
  newTenants: one.newTenants,
});

function EditForm({ connection }: { connection: Item<Connection> }) {
  const navigate = useNavigate();
  const save = useWrite<Connection>('/api/connections');
  const signIn = useSignInAtMicrosoft();
  const [refused, setRefused] = useState<unknown>(null); // here, since the form is made anew with each saved version
  const store = ({ clientSecret, secretExpiresOn, kind: _kind, credentialKind: _credential, ...rest }: ConnectionValues) =>
    save.mutateAsync({
      method: 'PATCH',
      path: `/api/connections/${connection.id}`,
      type: 'connections',
      attributes: {
        ...rest,
        ...(secretExpiresOn === (connection.secretExpiresOn?.slice(0, 10) ?? '') ? {} : { secretExpiresOn: secretExpiresOn || null }),
        ...(clientSecret ? { clientSecret } : {}),
        version: connection.version,
      },
    });
  const leave = async (values: ConnectionValues) => {
    await store(values);
    notifications.show({ color: 'green', title: 'Saved', message: `The credentials of ${values.name} are stored.` });
    await navigate({ to: '/integrations/$id', params: { id: connection.id } });
  };
  const onToMicrosoft = async (values: ConnectionValues) => {
    setRefused(null);
    await store(values);
    await signIn.go(connection.id).catch(setRefused);
  };
  return (
    <Paper withBorder p="md">
      <ConnectionForm
        key={connection.version}
        initial={valuesOf(connection)}
        redirectUri={connection.redirectUri}
        editing
        directoryFixed={connection.state !== 'new'}
        keepsSecret={connection.hasSecret}
        end={connection.expiresSource ?? 'unknown'}
        failure={refused}
        submitLabel="Save"
        onSubmit={leave}
        others={(submit, busy) => (
          <Button variant="default" disabled={busy} onClick={() => submit(onToMicrosoft)}>
            Save and sign in at Microsoft
          </Button>
        )}
      />
    </Paper>
  );
}

export function EditCredentials() {
  const id = useParams({ strict: false }).id as string;
  const connection = useOne<Connection>(`/api/connections/${id}`);
  return (
    <>
      <PageTitle
        title="Edit credentials"
        line={connection.data ? `Of ${connection.data.item.name}. Syncs go on with the old ones until Microsoft accepts the new.` : 'Loading …'}
        actions={
          <ButtonTo variant="default" to="/integrations/$id" params={{ id }}>
            Back
          </ButtonTo>
        }
      />
      {connection.isError && <ErrorNotice error={connection.error} retry={() => void connection.refetch()} />}
      {connection.isPending && <Skeleton height={400} maw={720} />}
      {connection.data && (
        <Stack maw={720}>
          <EditForm connection={connection.data.item} />
          <CertificateSection connection={connection.data.item} />
        </Stack>
      )}
    </>
  );
}
