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
  credentialKind: Connection['credentialKind'];
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
      clientSecret: (value, values) =>
        needsSecret && values.credentialKind === 'secret' && !value.trim() ? 'Paste the value of a client secret.' : null,
    },
  });
}

function CredentialKind({ form }: { form: Form }) {
  return (
    <Radio.Group label="The application proves itself by" {...form.getInputProps('credentialKind')}>
      <Stack gap="xs" mt={4}>
        <Radio
          value="certificate"
          label="A certificate (recommended)"
          description="Reeve makes it; its private key never leaves Reeve. You upload the public part in Entra."
        />
        <Radio value="secret" label="A client secret" description="Copied from Entra, for at most 24 months" />
      </Stack>
    </Radio.Group>
  );
}

// Where the date comes from, so that nobody takes a guess for Microsoft's word.
const endSays = {
  microsoft: 'As Microsoft says in the app registration',
  person: 'As somebody entered it here; Reeve corrects it where Microsoft lets it read the registration',
  unknown: 'Not known. Enter what Entra shows beside the secret; Reeve warns you in time',
  new: 'As Entra shows it beside the secret; Reeve warns you in time',
} as const;
export type EndSource = keyof typeof endSays;

function SecretFields({ form, keeps, end }: { form: Form; keeps: boolean; end: EndSource }) {
  return (
    <>
      <SecretField form={form} keeps={keeps} />
      <TextInput
        type="date"
        label="Secret expires on"
        description={endSays[form.values.clientSecret || form.isDirty('secretExpiresOn') ? 'new' : end]}
        maw={420}
        {...form.getInputProps('secretExpiresOn')}
      />
    </>
  );
}

function SecretField({ form, keeps }: { form: Form; keeps: boolean }) {
  const isId = looksLikeSecretId(form.values.clientSecret);
  return (
    <>
      <PasswordInput
        label="Client secret"
        description={keeps ? 'Leave this empty to keep what the connection uses now.' : 'The “Value” column under Certificates & secrets, not the “Secret ID”. It is stored sealed.'}
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
  certificateLabel?: string; // the same button where a certificate is chosen
  directoryFixed?: boolean;
  end?: EndSource;
  failure?: unknown; // of what came after saving
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

export function ConnectionForm({ initial, redirectUri, editing, keepsSecret, submitLabel, certificateLabel, directoryFixed = false, end = 'new', failure = null, onSubmit, others }: Props) {
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
        <TextInput
          label="Directory (tenant) ID"
          {...(directoryFixed ? { readOnly: true, description: 'A connection keeps its directory; another one is a new connection.' } : {})}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('directoryId')}
        />
        {!editing && <CredentialKind form={form} />}
        {(editing || form.values.credentialKind === 'secret') && <SecretFields form={form} keeps={keepsSecret} end={end} />}
        {editing && <CopyField label="Redirect URI" description="Register it in Entra as platform “Web”, exactly so" value={redirectUri} />}
        <Policies form={form} />
        {(error ?? failure) !== null && <ErrorNotice error={error ?? failure} />}
        <Group>
          <Button type="submit" loading={busy}>
            {form.values.credentialKind === 'certificate' ? (certificateLabel ?? submitLabel) : submitLabel}
          </Button>
          {others?.((then) => form.onSubmit(run(then))(), busy)}
        </Group>
      </Stack>
    </form>
  );
}
