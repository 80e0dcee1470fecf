// A certificate that Reeve made: its public part to upload in Entra, and making a new one.
import { Alert, Button, Code, CopyButton, Group, Paper, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Item } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { saveAs } from '../../parts/csv';
import { ErrorNotice } from '../../parts/error_notice';
import { dayText } from '../../parts/words';
import { useSignInAtMicrosoft } from './connection_actions';

export function useMakeCertificate() {
  const make = useWrite<Connection>('/api/connections');
  return async (id: string) => (await make.mutateAsync({ path: `/api/connections/${id}/certificate`, type: 'connections' })).item;
}

interface UploadProps {
  certificate: string;
  thumbprint: string | null;
  expires: string | null;
  children?: ReactNode;
}

export function CertificateUpload({ certificate, thumbprint, expires, children }: UploadProps) {
  return (
    <Alert color="cyan" icon={<IconCertificate />} title="Upload this certificate in Entra" data-certificate={thumbprint} styles={{ body: { minWidth: 0 } }}>
      <Stack gap="sm">
        <Text size="sm">
          Download it. In the app registration, open Certificates &amp; secrets, Certificates, and choose Upload certificate. Entra then shows the thumbprint{' '}
          <Code style={{ overflowWrap: 'anywhere' }}>{thumbprint ?? ''}</Code>
          {expires ? `, and the end on ${dayText(expires)}.` : '.'}
        </Text>
        <ScrollArea.Autosize mah={160} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Certificate' }}>
          <Code block>{certificate}</Code>
        </ScrollArea.Autosize>
        <Group gap="xs">
          {children}
          <Button variant="default" onClick={() => saveAs('reeve.cer', certificate, 'application/x-pem-file')}>
            Download
          </Button>
          <CopyButton value={certificate}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy certificate'}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}

// On the edit page: the certificate in use or waiting, and a new one.
export function CertificateSection({ connection }: { connection: Item<Connection> }) {
  const make = useMakeCertificate();
  const signIn = useSignInAtMicrosoft();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const waiting = connection.pendingCredentials;
  const shown = waiting?.certificate ? { ...waiting, expires: waiting.secretExpiresOn } : { ...connection, expires: connection.secretExpiresOn };
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="certificate">
      <Stack gap="sm">
        <Title order={2} size="h5" id="certificate">
          Certificate
        </Title>
        <Text size="sm">
          {connection.credentialKind === 'certificate'
            ? 'The application proves itself by a certificate. A new one takes its place after the next sign-in at Microsoft.'
            : 'Safer than a secret: Reeve makes a certificate, whose private key never leaves it, and you upload the public part.'}
        </Text>
        {shown.certificate && (
          <CertificateUpload certificate={shown.certificate} thumbprint={shown.certificateThumbprint} expires={shown.expires}>
            {waiting?.certificate && (
              <Button loading={signIn.busy} onClick={() => void run(() => signIn.go(connection.id))}>
                It is uploaded: sign in at Microsoft
              </Button>
            )}
          </CertificateUpload>
        )}
        {error !== null && <ErrorNotice error={error} />}
        <Group>
          <Button variant="default" loading={busy} onClick={() => void run(() => make(connection.id))}>
            {shown.certificate ? 'Make a new certificate' : 'Make a certificate'}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
