// Changing a configuration. Says which fields Microsoft's sync writes before one edits them; only what changed is sent.
import { Button, Group, Paper, SimpleGrid, Skeleton, Stack, Switch, TextInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Configuration } from '../../api/assets';
import type { Item } from '../../api/client';
import { useOne, useWrite } from '../../api/queries';
import type { Overlay } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { SaveError } from '../../parts/save_error';
import { changedOnly } from '../../parts/words';

const texts = [
  { name: 'name', label: 'Name', field: 'name' },
  { name: 'hostname', label: 'Hostname', field: 'hostname' },
  { name: 'configurationTypeName', label: 'Type', field: 'configuration_type' },
  { name: 'configurationStatusName', label: 'Status', field: 'configuration_status' },
  { name: 'manufacturerName', label: 'Manufacturer', field: 'manufacturer' },
  { name: 'modelName', label: 'Model', field: 'model' },
  { name: 'serialNumber', label: 'Serial number', field: 'serial_number' },
  { name: 'assetTag', label: 'Asset tag', field: 'asset_tag' },
  { name: 'primaryIp', label: 'Primary IP', field: 'primary_ip' },
  { name: 'macAddress', label: 'MAC address', field: 'mac_address' },
  { name: 'operatingSystem', label: 'Operating system', field: 'operating_system' },
  { name: 'warrantyExpiresAt', label: 'Warranty expires', field: 'warranty_expires_at' },
] as const;

type Values = Record<(typeof texts)[number]['name'] | 'notes', string> & { archived: boolean };

const valuesOf = (one: Configuration): Values => ({
  ...(Object.fromEntries(texts.map(({ name }) => [name, one[name] ?? ''])) as Record<(typeof texts)[number]['name'], string>),
  notes: one.notes ?? '',
  archived: one.archived,
});

function ownerOf(overlay: Overlay | undefined, field: string): string | undefined {
  const row = overlay?.rows.find((one) => one.field === field);
  if (row?.locked) return 'Locked: a person claimed this field, no sync writes it.';
  return row?.source === 'microsoft' ? 'Microsoft 365 writes this field now. Once you change it, it is yours and the sync leaves it alone.' : undefined;
}

interface FormProps {
  one: Item<Configuration>;
  overlay: Overlay | undefined;
  reload: () => void;
}

function ConfigurationForm({ one, overlay, reload }: FormProps) {
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const save = useWrite<Configuration>('/api/configurations', '/api/organizations');
  const form = useForm<Values>({
    initialValues: valuesOf(one),
    validate: { name: (value) => (value.trim() ? null : 'A configuration needs a name.') },
  });
  const run = async (values: Values) => {
    setError(null);
    try {
      const attributes = { ...changedOnly(valuesOf(one), values), version: one.version };
      await save.mutateAsync({ method: 'PATCH', path: `/api/configurations/${one.id}`, type: 'configurations', attributes });
      void navigate({ to: '/configurations/$id', params: { id: one.id } });
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void run(values))}>
      <Paper withBorder p="md" maw={720}>
        <Stack>
          {error !== null && <SaveError error={error} reload={reload} />}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {texts.map(({ name, label, field }) => (
              <TextInput key={name} label={label} description={ownerOf(overlay, field)} {...form.getInputProps(name)} />
            ))}
          </SimpleGrid>
          <Textarea label="Notes" autosize minRows={3} {...form.getInputProps('notes')} />
          <Switch label="Archived" description="Hidden from lists; a sync does not make this configuration again" {...form.getInputProps('archived', { type: 'checkbox' })} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
            <ButtonTo variant="default" to="/configurations/$id" params={{ id: one.id }}>
              Back
            </ButtonTo>
          </Group>
        </Stack>
      </Paper>
    </form>
  );
}

export function ConfigurationEdit() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Configuration>(`/api/configurations/${id}`);
  const overlay = useOne<Overlay>(`/api/configurations/${id}/microsoft`);
  const [round, setRound] = useState(0);
  const one = result.data?.item;
  return (
    <>
      <PageTitle title={one ? `Edit ${one.name}` : 'Edit configuration'} line="What you write stays yours: no sync overwrites what a person wrote." />
      {result.isError && <ErrorNotice error={result.error} retry={() => void result.refetch()} />}
      {(result.isPending || overlay.isPending) && <Skeleton height={400} maw={720} aria-label="Loading" />}
      {one && !overlay.isPending && (
        <ConfigurationForm key={round} one={one} overlay={overlay.data?.item} reload={() => void result.refetch().then(() => setRound((before) => before + 1))} />
      )}
    </>
  );
}
