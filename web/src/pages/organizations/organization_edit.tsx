// Writing an organization: a new one, or changing one.
import { Button, Group, Paper, Stack, Switch, TextInput, Textarea, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Item } from '../../api/client';
import { useWrite } from '../../api/queries';
import type { Organization } from '../../api/resources';
import { showAtField } from '../../parts/form_errors';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { SaveError } from '../../parts/save_error';
import { changedOnly } from '../../parts/words';
import { useOrganization } from './organization_frame';

const refreshed = ['/api/organizations', '/api/status', '/api/tenants'];

const valuesOf = (one: Organization | null) => ({
  name: one?.name ?? '',
  shortName: one?.shortName ?? '',
  description: one?.description ?? '',
  alert: one?.alert ?? '',
  quickNotes: one?.quickNotes ?? '',
  archived: one?.archived ?? false,
});

interface Props {
  one: Item<Organization> | null;
  reload?: () => void;
  onDone: (id: string) => void;
  onBack: React.ReactNode;
}

function OrganizationForm({ one, reload, onDone, onBack }: Props) {
  const save = useWrite<Organization>(...refreshed);
  const [error, setError] = useState<unknown>(null);
  const form = useForm({
    initialValues: valuesOf(one),
    validate: { name: (value) => (value.trim() ? null : 'An organization needs a name.') },
  });
  const submit = form.onSubmit(async (values) => {
    setError(null);
    try {
      const changed = one ? changedOnly(valuesOf(one), values) : values;
      const { item } = await save.mutateAsync(
        one
          ? { method: 'PATCH', path: `/api/organizations/${one.id}`, type: 'organizations', attributes: { ...changed, version: one.version } }
          : { path: '/api/organizations', type: 'organizations', attributes: { ...values, archived: undefined } },
      );
      onDone(item.id);
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Paper withBorder p="md" maw={720}>
        <Stack>
          {error !== null && <SaveError error={error} reload={reload} />}
          <TextInput label="Name" {...form.getInputProps('name')} />
          <TextInput label="Short name" maw={260} {...form.getInputProps('shortName')} />
          <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
          <Textarea label="Alert" description="Shown on top of every page of this organization" autosize minRows={1} {...form.getInputProps('alert')} />
          <Textarea label="Quick notes" autosize minRows={3} {...form.getInputProps('quickNotes')} />
          {one && <Switch label="Archived" description="Hidden from lists; nothing is deleted" {...form.getInputProps('archived', { type: 'checkbox' })} />}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {one ? 'Save' : 'Create'}
            </Button>
            {onBack}
          </Group>
        </Stack>
      </Paper>
    </form>
  );
}

export function OrganizationNew() {
  const navigate = useNavigate();
  return (
    <>
      <PageTitle title="New organization" line="A customer whose documentation is kept here. Its tenant can be matched to it afterwards." />
      <OrganizationForm
        one={null}
        onDone={(id) => void navigate({ to: '/organizations/$id', params: { id } })}
        onBack={
          <ButtonTo variant="default" to="/organizations">
            Back
          </ButtonTo>
        }
      />
    </>
  );
}

export function OrganizationEdit() {
  const { id, result } = useOrganization();
  const navigate = useNavigate();
  const [version, setVersion] = useState(0);
  if (!result.data) return null;
  return (
    <>
      <Title order={2} size="h4" mb="sm">
        Edit organization
      </Title>
      <OrganizationForm
        key={version}
        one={result.data.item}
        reload={() => void result.refetch().then(() => setVersion((one) => one + 1))}
        onDone={() => void navigate({ to: '/organizations/$id', params: { id } })}
        onBack={
          <ButtonTo variant="default" to="/organizations/$id" params={{ id }}>
            Back
          </ButtonTo>
        }
      />
    </>
  );
}
