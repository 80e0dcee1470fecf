// Connecting Microsoft: what to prepare in Entra, then the credentials, then Microsoft's sign-in page.
import { Code, Grid, List, Paper, Text, Title } from '@mantine/core';
import { Fragment, useRef } from 'react';
import { useWrite } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { useSession } from '../../api/session';
import { PageTitle } from '../../parts/page_title';
import { useSignInAtMicrosoft } from './connection_actions';
import { ConnectionForm, type ConnectionValues } from './connection_form';

// Exactly what Reeve asks Graph for (docs/connect.md), and nothing above it.
const everywhere = ['User.Read.All', 'Organization.Read.All', 'LicenseAssignment.Read.All'];
const partnerOnly = ['DelegatedAdminRelationship.Read.All', 'Directory.Read.All'];

function Permissions({ names }: { names: string[] }) {
  return (
    <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
      {names.map((one) => (
        <Fragment key={one}>
          <Code>{one}</Code>{' '}
        </Fragment>
      ))}
    </Text>
  );
}

const empty: ConnectionValues = {
  kind: 'partner',
  name: 'Microsoft partner tenant',
  applicationId: '',
  directoryId: '',
  clientSecret: '',
  secretExpiresOn: '',
  createContacts: 'create',
  newTenants: 'read',
};

function Preparation() {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="before">
      <Title order={2} size="h4" id="before" mb="xs">
        Before you connect
      </Title>
      <List type="ordered" size="sm" spacing="xs">
        <List.Item>In Entra, open App registrations and choose New registration. Supported accounts: any organizational directory (multitenant).</List.Item>
        <List.Item>Add the redirect URI of this form as platform Web.</List.Item>
        <List.Item>Under Certificates &amp; secrets, make a client secret and copy its value.</List.Item>
        <List.Item>
          Under API permissions, add these for Microsoft Graph, as Delegated and as Application: <Permissions names={everywhere} />
          For a partner tenant also, as Delegated: <Permissions names={partnerOnly} />
          (the last one finds customers by DAP). Then grant admin consent.
        </List.Item>
        <List.Item>
          Have a service account with MFA in a security group that your GDAP relationships name. You sign in with it after pressing Connect.
        </List.Item>
      </List>
      <Text size="sm" c="dimmed" mt="sm">
        Reeve only reads. For a single tenant, the last step is not needed: any administrator of that tenant can sign in.
      </Text>
    </Paper>
  );
}

export function ConnectPage() {
  const session = useSession().data;
  const save = useWrite<Connection>('/api/connections', '/api/status');
  const signIn = useSignInAtMicrosoft();
  const made = useRef<string | null>(null);
  const connect = async (values: ConnectionValues) => {
    const { secretExpiresOn, kind, ...rest } = values;
    const attributes = { ...rest, ...(secretExpiresOn ? { secretExpiresOn } : {}) };
    if (made.current) {
      await save.mutateAsync({ method: 'PATCH', path: `/api/connections/${made.current}`, type: 'connections', attributes });
    } else {
      const { item } = await save.mutateAsync({ path: '/api/connections', type: 'connections', attributes: { ...attributes, kind } });
      made.current = item.id;
    }
    await signIn.go(made.current);
  };
  return (
    <>
      <PageTitle title="Connect Microsoft" line="Once for your partner tenant, or for one tenant directly." />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Paper withBorder p="md">
            <ConnectionForm
              initial={empty}
              redirectUri={`${session?.publicUrl ?? location.origin}/microsoft/callback`}
              editing={false}
              keepsSecret={false}
              submitLabel="Connect"
              onSubmit={connect}
            />
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Preparation />
        </Grid.Col>
      </Grid>
    </>
  );
}
