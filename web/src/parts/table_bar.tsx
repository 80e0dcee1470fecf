// Above a table: its search, its filters as chips, which columns to show, and CSV.
import { Button, Checkbox, Chip, Group, Loader, Menu, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconColumns3, IconDownload, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Item } from '../api/client';
import { downloadList } from './csv';
import type { Column } from './column';
import { tellError } from './error_notice';
import type { ListState } from './list_state';

export interface ChipFilter {
  name: string;
  options: { value: string; label: string }[];
}

const typingMilliseconds = 250;

function SearchField({ state, label }: { state: ListState; label: string }) {
  const inUrl = state.search.q ?? '';
  const [typed, setTyped] = useState(inUrl);
  useEffect(() => setTyped(inUrl), [inUrl]);
  const search = useDebouncedCallback((value: string) => void state.set({ q: value || undefined }), typingMilliseconds);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} />}
      value={typed}
      style={{ flex: '1 1 200px' }}
      maw={360}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}

interface Props<A> {
  name: string;
  path: string;
  state: ListState;
  columns: Column<A>[];
  filters?: ChipFilter[];
  searchLabel?: string;
  csv?: boolean | (() => void);
  isVisible: (id: string) => boolean;
  setVisible: (id: string, on: boolean) => void;
}

export function TableBar<A>({ name, path, state, columns, filters, searchLabel, csv = true, isVisible, setVisible }: Props<A>) {
  const [saving, setSaving] = useState(false);
  const save = async () => {
    if (typeof csv === 'function') return csv();
    setSaving(true);
    try {
      const inCsv = columns.flatMap((one) => (one.csv ? [{ header: one.header, csv: one.csv as (row: Item<A>) => string }] : []));
      await downloadList<A>(`${name}.csv`, path, state.query, inCsv);
    } catch (error) {
      tellError(error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm" style={{ flex: '1 1 280px' }}>
        {searchLabel && <SearchField state={state} label={searchLabel} />}
        {filters?.map((filter) => (
          <Group key={filter.name} gap={6}>
            {filter.options.map((option) => (
              <Chip
                key={option.value}
                size="xs"
                checked={state.search[filter.name] === option.value}
                onChange={(on) => void state.set({ [filter.name]: on ? option.value : undefined })}
              >
                {option.label}
              </Chip>
            ))}
          </Group>
        ))}
      </Group>
      <Group gap="xs">
        <Menu closeOnItemClick={false} position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="compact-sm" leftSection={<IconColumns3 size={14} />}>
              Columns
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {columns
              .filter((one) => one.header)
              .map((one) => (
                <Menu.Item key={one.id} component="div" onClick={() => setVisible(one.id, !isVisible(one.id))}>
                  <Checkbox size="xs" label={one.header} checked={isVisible(one.id)} readOnly tabIndex={-1} />
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
        {csv && (
          <Button variant="default" size="compact-sm" leftSection={saving ? <Loader size={12} /> : <IconDownload size={14} />} onClick={() => void save()}>
            CSV
          </Button>
        )}
      </Group>
    </Group>
  );
}
