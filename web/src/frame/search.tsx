// The one search field (Ctrl-K): organizations and contacts by name or address.
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { Button, Kbd, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBuilding, IconSearch, IconUser } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useList } from '../api/queries';
import type { Contact, Organization } from '../api/resources';

const typingMilliseconds = 200;
const shownOfEach = 6;

export function SearchButton() {
  return (
    <Button
      variant="default"
      onClick={spotlight.open}
      leftSection={<IconSearch size={16} />}
      rightSection={<Kbd size="xs">Ctrl K</Kbd>}
      fw={400}
      visibleFrom="xs"
    >
      Search
    </Button>
  );
}

export function Search() {
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), typingMilliseconds);
  const navigate = useNavigate();
  const query = { size: shownOfEach, filter: { search: wanted } };
  const organizations = useList<Organization>('/api/organizations', query, wanted !== '');
  const contacts = useList<Contact>('/api/contacts', query, wanted !== '');
  const actions: SpotlightActionData[] = wanted
    ? [
        ...(organizations.data?.rows ?? []).map((one) => ({
          id: `organization-${one.id}`,
          label: one.name,
          description: 'Organization',
          leftSection: <IconBuilding size={20} />,
          onClick: () => void navigate({ to: '/organizations/$id', params: { id: one.id } }),
        })),
        ...(contacts.data?.rows ?? []).map((one) => ({
          id: `contact-${one.id}`,
          label: one.name,
          description: one.organizationName,
          leftSection: <IconUser size={20} />,
          onClick: () => void navigate({ to: '/contacts/$id', params: { id: one.id } }),
        })),
      ]
    : [];
  const busy = organizations.isFetching || contacts.isFetching;
  return (
    <Spotlight
      actions={actions}
      query={typed}
      onQueryChange={setTyped}
      filter={(_query, all) => all}
      shortcut={['mod + K']}
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={20} />, placeholder: 'Search organizations and contacts', 'aria-label': 'Search' }}
      nothingFound={<Text size="sm">{wanted === '' ? 'Type a name or an e-mail address.' : busy ? 'Searching…' : `Nothing is called “${wanted}”.`}</Text>}
    />
  );
}
