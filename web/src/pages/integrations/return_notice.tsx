// What Microsoft's sign-in page ended with, once the browser is back: connected, or why not and what to do.
import { Alert, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import type { Connection } from '../../api/resources';
import { Notice, tellError } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { usePageSearch } from '../../parts/list_state';
import { count } from '../../parts/words';
import { useSignInAtMicrosoft } from './connection_actions';

// How many tenants the first look found, and what comes next.
function whatWasFound(connection: Item<Connection>): string {
  const total = connection.tenants?.total ?? 0;
  const own = connection.kind === 'partner' && total > 1 ? ', your own among them' : '';
  return total === 0
    ? 'Microsoft accepted the sign-in, but names no tenant that it reaches.'
    : `Microsoft accepted the sign-in: ${count(total, 'tenant')} found${own}. Next: match ${total === 1 ? 'it to its organization' : 'them to organizations'}.`;
}

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
          ? whatWasFound(connection)
          : 'Microsoft accepted the sign-in. Reeve now looks for the tenants it reaches; they appear below by themselves.'}
      </Text>
    </Alert>
  );
}
