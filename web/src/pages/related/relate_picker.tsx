// A button that opens a search for what to relate: configurations for a contact, contacts for a configuration.
import { Button, Combobox, Loader, ScrollArea, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useList } from '../../api/queries';

interface Props {
  kind: 'contact' | 'configuration'; // whose page it is
  organizationId: string;
  onChoose: (id: string) => void;
}

const typingMilliseconds = 200;
const shownOptions = 30;

export function RelatePicker({ kind, organizationId, onChoose }: Props) {
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), typingMilliseconds);
  const box = useCombobox({ onDropdownClose: () => setTyped(''), onDropdownOpen: () => box.focusSearchInput() });
  const others = kind === 'contact' ? 'configurations' : 'contacts';
  const query = { size: shownOptions, sort: 'name', filter: wanted ? { search: wanted } : {} };
  const found = useList<{ name: string }>(`/api/organizations/${organizationId}/relationships/${others}`, query, box.dropdownOpened);
  const rows = found.data?.rows ?? [];
  const label = kind === 'contact' ? 'Search configurations' : 'Search contacts';
  return (
    <Combobox
      store={box}
      width={300}
      position="bottom-end"
      onOptionSubmit={(id) => {
        box.closeDropdown();
        onChoose(id);
      }}
    >
      <Combobox.Target targetType="button">
        <Button size="compact-sm" variant="default" onClick={() => box.toggleDropdown()}>
          {kind === 'contact' ? 'Relate a configuration' : 'Relate a contact'}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={label}
          aria-label={label}
          rightSection={found.isFetching ? <Loader size={14} /> : null}
        />
        <Combobox.Options>
          <ScrollArea.Autosize mah={240} type="auto">
            {rows.map((row) => (
              <Combobox.Option key={row.id} value={row.id}>
                {row.name}
              </Combobox.Option>
            ))}
            {found.isSuccess && rows.length === 0 && <Combobox.Empty>Nothing found here</Combobox.Empty>}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
