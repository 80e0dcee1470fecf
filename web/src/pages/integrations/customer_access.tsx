// Customer access: consent in customers' tenants, GDAP relationships, and the groups they need.
import { Alert, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useOne } from '../../api/queries';
import type { Connection } from '../../api/resources';
import { ErrorNotice, Notice } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { usePageSearch } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { CustomerConsents } from './customer_consents';
import { SessionBar, useOnboarding } from './customer_access_parts';
import { GroupsPanel } from './groups_panel';
import { RelationshipsPanel } from './relationships_panel';

// What Microsoft's sign-in page ended with.
function CameBack() {
  const { search, set } = usePageSearch();
  if (search.error) return <Notice title="The sign-in at Microsoft did not finish" sentence={search.error} />;
  if (search.connected !== '1') return null;
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck />}
      title="Signed in"
      withCloseButton
      closeButtonLabel="Close this notice"
      onClose={() => void set({ connected: undefined })}
      role="status"
    >
      <Text size="sm">Microsoft accepted the sign-in. Now do what you signed in for; it is forgotten when it is done, at the latest in an hour.</Text>
    </Alert>
  );
}

const tabs = [
  { value: 'customers', label: 'Customers' },
  { value: 'relationships', label: 'Relationships' },
  { value: 'groups', label: 'Groups' },
];

export function CustomerAccess() {
  const id = useParams({ strict: false }).id as string;
  const { search, set } = usePageSearch();
  const connection = useOne<Connection>(`/api/connections/${id}`);
  const onboarding = useOnboarding(id);
  const session = onboarding.data?.item;
  const one = connection.data?.item;
  if (connection.isError) return <ErrorNotice error={connection.error} retry={() => void connection.refetch()} />;
  if (!one) return <Skeleton height={300} aria-label="Loading" />;
  const tab = tabs.find((each) => each.value === search.tab)?.value ?? 'customers';
  return (
    <>
      <PageTitle
        title="Customer access"
        line={`How ${one.name} gets into your customers' tenants.`}
        actions={
          <ButtonTo variant="default" to="/integrations/$id" params={{ id }}>
            Back to {one.name}
          </ButtonTo>
        }
      />
      <Stack>
        <CameBack />
        {onboarding.isError && <ErrorNotice error={onboarding.error} retry={() => void onboarding.refetch()} />}
        {session && <SessionBar connection={id} session={session} />}
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) => void set({ tab: value ?? undefined, q: undefined, page: undefined, sort: undefined, status: undefined })}
        >
          <Tabs.List mb="md">
            {tabs.map((each) => (
              <Tabs.Tab key={each.value} value={each.value}>
                {each.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="customers">
            <CustomerConsents connection={id} session={session} />
          </Tabs.Panel>
          <Tabs.Panel value="relationships">
            <RelationshipsPanel connection={id} session={session} />
          </Tabs.Panel>
          <Tabs.Panel value="groups">
            <GroupsPanel connection={id} session={session} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  );
}
