// What one is told by mail and webhook, where it goes, and a test of both.
import { Alert, Button, Checkbox, Group, NativeSelect, Paper, PasswordInput, Select, SimpleGrid, Skeleton, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { write } from '../../api/client';
import { useOne, useWrite } from '../../api/queries';
import type { Notice, NoticeSettings } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { hours, noticeKinds } from '../../parts/notice_words';
import { PageTitle } from '../../parts/page_title';

const path = '/api/notice_settings';

interface Values {
  email: string;
  mailKinds: Notice['kind'][];
  webhookKinds: Notice['kind'][];
  webhookFormat: 'teams' | 'json';
  webhookUrl: string;
  digestHour: string;
  timeZone: string | null;
}
type Form = UseFormReturnType<Values>;

const valuesOf = (one: NoticeSettings): Values => ({
  email: one.email ?? '',
  mailKinds: one.mailKinds,
  webhookKinds: one.webhookKinds,
  webhookFormat: one.webhookFormat,
  webhookUrl: '',
  digestHour: String(one.digestHour),
  timeZone: one.timeZone,
});

function Kinds({ form }: { form: Form }) {
  const box = (list: 'mailKinds' | 'webhookKinds', kind: Notice['kind'], label: string) => (
    <Checkbox
      aria-label={label}
      checked={form.values[list].includes(kind)}
      onChange={(event) => {
        const rest = form.values[list].filter((one) => one !== kind);
        form.setFieldValue(list, event.currentTarget.checked ? [...rest, kind] : rest);
      }}
    />
  );
  return (
    <Table verticalSpacing="xs" aria-label="What is told, and how">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Notice</Table.Th>
          <Table.Th w={70}>Mail</Table.Th>
          <Table.Th w={90}>Webhook</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {noticeKinds.map(({ kind, label, line }) => (
          <Table.Tr key={kind}>
            <Table.Td>
              <Text size="sm" fw={500}>
                {label}
              </Text>
              <Text size="xs" c="dimmed">
                {line}
              </Text>
            </Table.Td>
            <Table.Td>{box('mailKinds', kind, `${label} by mail`)}</Table.Td>
            <Table.Td>{box('webhookKinds', kind, `${label} by webhook`)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface Tested {
  sent: boolean;
  sentence: string;
}

// Sends one message and shows the sentence that came of it.
function TestButton({ channel, label, disabled }: { channel: 'mail' | 'webhook'; label: string; disabled: boolean }) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Tested | null>(null);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setResult(null);
    setError(null);
    try {
      const { meta } = await write('POST', `${path}/test`, 'notice-settings', { channel });
      setResult({ sent: meta.sent === true, sentence: String(meta.sentence ?? '') });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="xs">
      <Button variant="default" loading={busy} disabled={disabled} onClick={() => void go()} style={{ alignSelf: 'flex-start' }}>
        {label}
      </Button>
      {result && (
        <Alert color={result.sent ? 'green' : 'red'} icon={result.sent ? <IconCircleCheck /> : <IconCircleX />} role="status" c="var(--mantine-color-text)">
          {result.sentence}
        </Alert>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </Stack>
  );
}

function MailPart({ form, settings, clean }: { form: Form; settings: NoticeSettings; clean: boolean }) {
  return (
    <Stack gap="sm" component="section" aria-labelledby="by-mail">
      <Title order={2} size="h5" id="by-mail">
        By mail
      </Title>
      {!settings.mailServer && (
        <Text size="sm">No mail server is set yet, so no mail leaves. An administrator names one with smtp_url and smtp_from in reeve.toml.</Text>
      )}
      <TextInput label="Address" type="email" description={`Empty: ${settings.accountEmail}`} {...form.getInputProps('email')} />
      <TestButton channel="mail" label="Send a test mail" disabled={!clean} />
    </Stack>
  );
}

function WebhookPart({ form, settings, clean, remove }: { form: Form; settings: NoticeSettings; clean: boolean; remove: () => void }) {
  return (
    <Stack gap="sm" component="section" aria-labelledby="by-webhook">
      <Title order={2} size="h5" id="by-webhook">
        By webhook
      </Title>
      <NativeSelect
        label="Form"
        data={[
          { value: 'teams', label: 'Microsoft Teams (Workflows webhook)' },
          { value: 'json', label: 'Plain JSON' },
        ]}
        {...form.getInputProps('webhookFormat')}
      />
      <PasswordInput
        label="Address of the webhook"
        description={settings.hasWebhook ? 'One is stored; it is a secret and never shown again. Type another to replace it.' : 'It begins with https:// and is stored sealed.'}
        autoComplete="off"
        {...form.getInputProps('webhookUrl')}
      />
      <Group gap="xs" align="flex-start">
        <TestButton channel="webhook" label="Send a test to the webhook" disabled={!clean || !settings.hasWebhook} />
        {settings.hasWebhook && (
          <Button variant="default" onClick={remove}>
            Remove the webhook
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function DigestPart({ form, settings }: { form: Form; settings: NoticeSettings }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NativeSelect label="Hour of the daily digest" data={hours} {...form.getInputProps('digestHour')} />
      <Select
        label="Time zone"
        description={`Empty: ${settings.defaultTimeZone}`}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={Intl.supportedValuesOf('timeZone')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Clear the time zone' }}
        nothingFoundMessage="No time zone of that name"
        {...form.getInputProps('timeZone')}
      />
    </SimpleGrid>
  );
}

function SettingsForm({ settings }: { settings: NoticeSettings }) {
  const save = useWrite<NoticeSettings>(path);
  const [error, setError] = useState<unknown>(null);
  const form = useForm<Values>({ initialValues: valuesOf(settings) });
  const store = async (attributes: Record<string, unknown>, words: string) => {
    setError(null);
    try {
      const { item } = await save.mutateAsync({ method: 'PATCH', path, type: 'notice-settings', attributes });
      form.setInitialValues(valuesOf(item));
      form.setValues(valuesOf(item));
      form.resetDirty(valuesOf(item));
      notifications.show({ color: 'green', message: words });
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    }
  };
  const submit = form.onSubmit(({ webhookUrl, email, digestHour, ...rest }) =>
    store({ ...rest, email: email.trim() || null, digestHour: Number(digestHour), ...(webhookUrl ? { webhookUrl } : {}) }, 'Saved. What happens from now on is told so.'),
  );
  const clean = !form.isDirty();
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Paper withBorder p="md">
          <Kinds form={form} />
        </Paper>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Paper withBorder p="md">
            <MailPart form={form} settings={settings} clean={clean} />
          </Paper>
          <Paper withBorder p="md">
            <WebhookPart form={form} settings={settings} clean={clean} remove={() => void store({ webhookUrl: null }, 'The webhook is removed.')} />
          </Paper>
        </SimpleGrid>
        <Paper withBorder p="md">
          <DigestPart form={form} settings={settings} />
        </Paper>
        {error !== null && <ErrorNotice error={error} />}
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-start' }}>
          Save
        </Button>
      </Stack>
    </form>
  );
}

export function NoticeSettingsPage() {
  const settings = useOne<NoticeSettings>(path);
  return (
    <>
      <PageTitle title="Notices" line="What Reeve tells you by itself. Everything stands on the Home page; choose what also comes by mail or webhook." />
      {settings.isError && <ErrorNotice error={settings.error} retry={() => void settings.refetch()} />}
      {settings.isPending && <Skeleton height={420} />}
      {settings.data && <SettingsForm settings={settings.data.item} />}
    </>
  );
}
