// The credentials of a connection: the same fields for connecting and for editing.
import { Alert, Button, Group, PasswordInput, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Connection } from '../../api/resources';
import { CopyField } from '../../parts/copy_field';
import { ErrorNotice } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { guid, looksLikeSecretId } from '../../parts/words';

export interface ConnectionValues {
  kind: Connection['kind'];
  name: string;
  applicationId: string;
  directoryId: string;
  clientSecret: string;
  secretExpiresOn: string;
  createContacts: Connection['createContacts'];
  newTenants: Connection['newTenants'];
}
type Form = UseFormReturnType<ConnectionValues>;

const aGuid = (what: string) => (value: string) =>
  guid.test(value.trim()) ? null : `This is no id as Microsoft shows it. Copy “${what}” from the application's overview page in Entra.`;

function useConnectionForm(initialValues: ConnectionValues, needsSecret: boolean) {
  return useForm<ConnectionValues>({
    initialValues,
    validate: {
      name: (value) => (value.trim() ? null : 'Give the connection a name, so that people can tell it from others.'),
      applicationId: aGuid('Application (client) ID'),
      directoryId: aGuid('Directory (tenant) ID'),
      clientSecret: (value) => (needsSecret && !value.trim() ? 'Paste the value of a client secret.' : null),
    },
  });
}

function SecretField({ form, keeps }: { form: Form; keeps: boolean }) {
  const isId = looksLikeSecretId(form.values.clientSecret);
  return (
    <>
      <PasswordInput
        label="Client secret"
        description={keeps ? 'A secret is stored, sealed. Leave this empty to keep it.' : 'The “Value” column under Certificates & secrets, not the “Secret ID”. It is stored sealed.'}
        autoComplete="off"
        {...form.getInputProps('clientSecret')}
      />
      {isId && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="This looks like the secret's ID" role="alert">
          Microsoft shows an ID beside each secret's value; signing in needs the value. If the value is hidden already, make a new secret and copy it at once.
        </Alert>
      )}
    </>
  );
}

function Policies({ form }: { form: Form }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Radio.Group label="People without a contact" {...form.getInputProps('createContacts')}>
        <Stack gap="xs" mt={4}>
          <Radio value="create" label="Create a contact" description="For licensed members" />
          <Radio value="hold" label="Hold for review" description="A person decides each" />
        </Stack>
      </Radio.Group>
      <Radio.Group label="Newly found tenants" {...form.getInputProps('newTenants')}>
        <Stack gap="xs" mt={4}>
          <Radio value="read" label="Read at once" description="For matching and previews; nothing is written to documentation" />
          <Radio value="new" label="Only list them" description="Nothing is read until they are matched" />
        </Stack>
      </Radio.Group>
    </SimpleGrid>
  );
}

interface Props {
  initial: ConnectionValues;
  redirectUri: string;
  editing: boolean;
  keepsSecret: boolean;
  submitLabel: string;
  onSubmit: (values: ConnectionValues) => Promise<void>;
  others?: (submit: (then: (values: ConnectionValues) => Promise<void>) => void, busy: boolean) => ReactNode;
}

const trimmed = (values: ConnectionValues): ConnectionValues => ({
  ...values,
  name: values.name.trim(),
  applicationId: values.applicationId.trim(),
  directoryId: values.directoryId.trim(),
  clientSecret: values.clientSecret.trim(),
});

export function ConnectionForm({ initial, redirectUri, editing, keepsSecret, submitLabel, onSubmit, others }: Props) {
  const form = useConnectionForm(initial, !keepsSecret);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = (then: (values: ConnectionValues) => Promise<void>) => async (values: ConnectionValues) => {
    setBusy(true);
    setError(null);
    try {
      await then(trimmed(values));
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={form.onSubmit(run(onSubmit))} noValidate>
      <Stack>
        <TextInput label="Name" description="What people call this connection in Reeve" {...form.getInputProps('name')} />
        <TextInput label="Application (client) ID" autoComplete="off" spellCheck={false} {...form.getInputProps('applicationId')} />
        <TextInput label="Directory (tenant) ID" autoComplete="off" spellCheck={false} {...form.getInputProps('directoryId')} />
        <SecretField form={form} keeps={keepsSecret} />
        <TextInput
          type="date"
          label="Secret expires on"
          description="If you note it, Reeve can tell you in time"
          maw={260}
          {...form.getInputProps('secretExpiresOn')}
        />
        {editing && <CopyField label="Redirect URI" description="Register it in Entra as platform “Web”, exactly so" value={redirectUri} />}
        <Policies form={form} />
        {error !== null && <ErrorNotice error={error} />}
        <Group>
          <Button type="submit" loading={busy}>
            {submitLabel}
          </Button>
          {others?.((then) => form.onSubmit(run(then))(), busy)}
        </Group>
      </Stack>
    </form>
  );
}
