// A button that opens a search among organizations; choosing one is the whole act.
import { Button, Combobox, Loader, ScrollArea, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useList } from '../api/queries';
import type { Organization } from '../api/resources';

interface Props {
  label: string;
  about: string; // the tenant this is for, told to screen readers
  opened?: boolean;
  onOpened?: (open: boolean) => void;
  onChoose: (organization: { id: string; name: string }) => void;
  variant?: string;
}

const typingMilliseconds = 200;
const shownOptions = 30;

export function OrganizationPicker({ label, about, opened, onOpened, onChoose, variant = 'default' }: Props) {
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), typingMilliseconds);
  const box = useCombobox({
    ...(opened !== undefined ? { opened } : {}),
    ...(onOpened ? { onOpenedChange: onOpened } : {}),
    onDropdownClose: () => setTyped(''),
    onDropdownOpen: () => box.focusSearchInput(),
  });
  const query = { size: shownOptions, sort: 'name', filter: { search: wanted } };
  const found = useList<Organization>('/api/organizations', query, box.dropdownOpened);
  const rows = found.data?.rows ?? [];
  return (
    <Combobox
      store={box}
      width={300}
      position="bottom-start"
      onOptionSubmit={(id) => {
        const one = rows.find((row) => row.id === id);
        box.closeDropdown();
        if (one) onChoose({ id, name: one.name });
      }}
    >
      <Combobox.Target targetType="button">
        <Button size="compact-sm" variant={variant} onClick={() => box.toggleDropdown()} aria-description={about}>
          {label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder="Search organizations"
          aria-label="Search organizations"
          rightSection={found.isFetching ? <Loader size={14} /> : null}
        />
        <Combobox.Options>
          <ScrollArea.Autosize mah={240} type="auto">
            {rows.map((row) => (
              <Combobox.Option key={row.id} value={row.id}>
                {row.name}
              </Combobox.Option>
            ))}
            {found.isSuccess && rows.length === 0 && (
              <Combobox.Empty>{wanted ? `No organization is called “${wanted}”.` : 'There are no organizations yet.'}</Combobox.Empty>
            )}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
