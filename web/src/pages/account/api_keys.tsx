// API keys for scripts and other programs: made here, shown once, revoked here.
import { Badge, Button, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconKey } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { ApiKey, Role } from '../../api/resources';
import { roleNames, roleSentences } from '../../api/session';
import { Age } from '../../parts/age';
import { ConfirmName } from '../../parts/confirm_name';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { useListState } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { roleOptions } from './invite_form';
import { ShownOnce } from './shown_once';

const path = '/api/api_keys';

function CreateForm() {
  const create = useWrite<ApiKey>(path);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  const form = useForm({
    initialValues: { name: '', role: 'editor' as Role },
    validate: { name: (value) => (value.trim() ? null : 'Name what the key is for.') },
  });
  const submit = form.onSubmit(async (values) => {
    setError(null);
    setMade(null);
    try {
      const { item, meta } = await create.mutateAsync({ path, type: 'api-keys', attributes: values });
      setMade({ name: item.name, key: String(meta.key ?? '') });
      form.reset();
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    }
  });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="new-key">
      <Title order={2} size="h5" mb="xs" id="new-key">
        A new key
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }} maw={640}>
            <TextInput label="Name" description="What it is for" {...form.getInputProps('name')} />
            <NativeSelect label="Role" description={roleSentences[form.values.role]} data={roleOptions} {...form.getInputProps('role')} />
          </SimpleGrid>
          {error !== null && <ErrorNotice error={error} />}
          <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-start' }}>
            Create key
          </Button>
          {made && (
            <ShownOnce
              title={`The key “${made.name}”`}
              sentence="It is shown only now; Reeve keeps no copy it could show again. Send it as header x-api-key."
              label="API key"
              value={made.key}
              onClose={() => setMade(null)}
            />
          )}
        </Stack>
      </form>
    </Paper>
  );
}

function keyColumns(revoke: (one: Item<ApiKey>) => void): Column<ApiKey>[] {
  return [
    { id: 'name', header: 'Name', cell: (one) => one.name, csv: (one) => one.name },
    { id: 'prefix', header: 'Begins with', wide: true, cell: (one) => <Text ff="monospace" size="sm">{one.prefix}…</Text>, csv: (one) => one.prefix },
    { id: 'role', header: 'Role', cell: (one) => roleNames[one.role], csv: (one) => one.role },
    { id: 'used', header: 'Last used', wide: true, cell: (one) => <Age at={one.lastUsedAt} />, csv: (one) => one.lastUsedAt ?? '' },
    { id: 'created', header: 'Created', wide: true, cell: (one) => <Age at={one.createdAt} />, csv: (one) => one.createdAt },
    {
      id: 'actions',
      header: '',
      right: true,
      cell: (one) =>
        one.revokedAt ? (
          <Group gap={4} justify="flex-end">
            <Badge variant="default" tt="none">
              Revoked
            </Badge>
          </Group>
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => revoke(one)} aria-label={`Revoke ${one.name}`}>
            Revoke
          </Button>
        ),
    },
  ];
}

export function ApiKeys() {
  const state = useListState([]);
  const keys = useList<ApiKey>(path, state.query);
  const remove = useWrite(path);
  const [revoking, setRevoking] = useState<Item<ApiKey> | null>(null);
  const columns = useMemo(() => keyColumns(setRevoking), []);
  const confirm = async (one: Item<ApiKey>) => {
    try {
      await remove.mutateAsync({ method: 'DELETE', path: `${path}/${one.id}`, type: 'api-keys' });
      setRevoking(null);
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <>
      <PageTitle title="API keys" line="For scripts and other programs. A key can do what its role can." />
      <Stack>
        <CreateForm />
        <DataTable
          name="api-keys"
          path={path}
          state={state}
          result={keys}
          columns={columns}
          empty={<EmptyState icon={<IconKey size={28} />} title="No API keys yet" why="Programs need one to read or write documentation. Make the first one above." />}
        />
      </Stack>
      {revoking && (
        <ConfirmName
          opened
          onClose={() => setRevoking(null)}
          title={`Revoke the key ${revoking.name}?`}
          effect="Programs that use it are refused from now on. A revoked key cannot be brought back."
          name={revoking.name}
          verb="Revoke"
          busy={remove.isPending}
          onConfirm={() => void confirm(revoking)}
        />
      )}
    </>
  );
}
