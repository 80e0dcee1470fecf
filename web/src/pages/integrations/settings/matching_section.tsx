// How a Microsoft user finds its contact, and what becomes of people who have none.
import { List, Stack, Switch, Text } from '@mantine/core';
import { useOne } from '../../../api/queries';
import type { Connection } from '../../../api/resources';
import { LinkTo } from '../../../parts/link';
import type { SectionProps } from './section';

export function MatchingSection({ value, onChange, connectionId }: SectionProps) {
  const connection = useOne<Connection>(`/api/connections/${connectionId}`).data?.item;
  return (
    <Stack>
      <List size="sm" type="ordered" spacing={4}>
        <List.Item>Any address of the user stands in the contact; upper and lower case and the spelling of the domain make no difference.</List.Item>
        <List.Item>The user name stands in the contact.</List.Item>
        <List.Item>First and last name are the same, and nobody else has them.</List.Item>
      </List>
      <Switch
        label="An address with a plus-tag counts as the one without"
        description="ann+news@contoso.com finds the contact with ann@contoso.com, where no contact has the whole address."
        checked={value.ignorePlusTags !== false}
        onChange={(event) => onChange({ ...value, ignorePlusTags: event.currentTarget.checked })}
      />
      <Text size="sm">
        Whoever fits more than one contact, or a contact that somebody else has, becomes a review.
        {connection && (connection.createContacts === 'hold' ? ' New people wait for a review, too; that is chosen ' : ' New people become contacts by themselves; that is chosen ')}
        {connection && (
          <LinkTo size="sm" underline="always" to="/integrations/$id/edit" params={{ id: connectionId }}>
            in the connection
          </LinkTo>
        )}
        {connection && '.'}
      </Text>
    </Stack>
  );
}
