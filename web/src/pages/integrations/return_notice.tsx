// What Microsoft's sign-in page ended with, once the browser is back: connected, or why not and what to do.
import { Alert, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import type { Connection } from '../../api/resources';
import { Notice, tellError } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { usePageSearch } from '../../parts/list_state';
import { useSignInAtMicrosoft } from './connection_actions';

export function ReturnNotice({ connection }: { connection?: Item<Connection> | undefined }) {
  const { search, set } = usePageSearch();
  const signIn = useSignInAtMicrosoft();
  if (search.error) {
    const again = connection ? () => void signIn.go(connection.id).catch(tellError) : undefined;
    return (
      <Notice
        title="The sign-in at Microsoft did not finish"
        sentence={search.error}
        details={connection?.detail}
        retry={again}
        retryLabel="Sign in at Microsoft again"
        more={
          connection && (
            <ButtonTo size="compact-sm" variant="default" to="/integrations/$id/edit" params={{ id: connection.id }}>
              Edit credentials
            </ButtonTo>
          )
        }
      />
    );
  }
  if (search.connected !== '1') return null;
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck />}
      title={connection ? `${connection.name} is connected` : 'Connected'}
      withCloseButton
      closeButtonLabel="Close this notice"
      onClose={() => void set({ connected: undefined })}
      role="status"
    >
      <Text size="sm">
        {connection?.discoveredAt
          ? 'Microsoft accepted the sign-in, and the tenants it reaches are below. Next: match them to organizations.'
          : 'Microsoft accepted the sign-in. Reeve now looks for the tenants it reaches; they appear below by themselves.'}
      </Text>
    </Alert>
  );
}
