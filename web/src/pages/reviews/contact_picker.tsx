// A button that opens a search among an organization's contacts; choosing one is the whole act.
import { Button, Combobox, Loader, ScrollArea, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useList } from '../../api/queries';
import type { Contact } from '../../api/resources';

const typingMilliseconds = 200;
const shownOptions = 30;

const nameOf = (one: Contact) => [one.firstName, one.lastName].filter(Boolean).join(' ');
const addressOf = (one: Contact) => (one.contactEmails.find((email) => email.primary) ?? one.contactEmails[0])?.value ?? '';

export function ContactPicker({ organization, about, disabled, onChoose }: { organization: number; about: string; disabled?: boolean; onChoose: (contact: string) => void }) {
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), typingMilliseconds);
  const box = useCombobox({ onDropdownClose: () => setTyped(''), onDropdownOpen: () => box.focusSearchInput() });
  const query = { size: shownOptions, sort: 'name', filter: { organizationId: String(organization), ...(wanted ? { search: wanted } : {}) } };
  const found = useList<Contact>('/api/contacts', query, box.dropdownOpened);
  const rows = found.data?.rows ?? [];
  return (
    <Combobox
      store={box}
      width={340}
      position="bottom-start"
      onOptionSubmit={(id) => {
        box.closeDropdown();
        onChoose(id);
      }}
    >
      <Combobox.Target targetType="button">
        <Button variant="default" disabled={disabled ?? false} onClick={() => box.toggleDropdown()} aria-description={about}>
          Choose another contact
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder="Search contacts"
          aria-label="Search contacts"
          rightSection={found.isFetching ? <Loader size={14} /> : null}
        />
        <Combobox.Options>
          <ScrollArea.Autosize mah={260} type="auto">
            {rows.map((row) => (
              <Combobox.Option key={row.id} value={row.id}>
                {nameOf(row)}
                <Text size="xs" c="dimmed" component="span" display="block">
                  {addressOf(row)}
                </Text>
              </Combobox.Option>
            ))}
            {found.isSuccess && rows.length === 0 && <Combobox.Empty>{wanted ? `No contact fits “${wanted}”.` : 'There are no contacts yet.'}</Combobox.Empty>}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
