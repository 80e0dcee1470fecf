// Where "Manage" leads: the addresses of Microsoft's admin centers, as templates that an administrator may edit.
import { Alert, Button, Checkbox, Code, Group, Paper, Select, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { Connection, ManageTemplate } from '../../api/resources';
import { ErrorNotice, sentenceOf, tellError } from '../../parts/error_notice';
import { PageTitle } from '../../parts/page_title';

const cloudNames: Record<string, string> = { global: 'Worldwide', 'gcc-high': 'US Government (GCC High)', dod: 'US Department of Defense', china: 'China (21Vianet)' };

function useSaveTemplate(template: Item<ManageTemplate>) {
  const save = useWrite<ManageTemplate>('/api/manage_templates', '/api/tenants', '/api/contacts', '/api/records');
  return {
    busy: save.isPending,
    run: async (text: string | null, otherHost: boolean) => {
      await save.mutateAsync({ method: 'PATCH', path: `/api/manage_templates/${template.id}`, type: 'manage-templates', attributes: { text, otherHost } });
      notifications.show({ color: 'green', title: 'Saved', message: `“Manage” of ${template.title.toLowerCase()} leads there from now on.` });
    },
  };
}

function Template({ template }: { template: Item<ManageTemplate> }) {
  const [text, setText] = useState(template.text);
  const [otherHost, setOtherHost] = useState(template.otherHost);
  const [error, setError] = useState<string | null>(null);
  const save = useSaveTemplate(template);
  const store = async (value: string | null) => {
    setError(null);
    try {
      await save.run(value, otherHost);
      if (value === null) setText(template.defaultText);
    } catch (failure) {
      setError(sentenceOf(failure));
    }
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={`template-${template.id}`}>
      <Stack gap="xs">
        <Title order={2} size="h5" id={`template-${template.id}`}>
          {template.title}
        </Title>
        {template.choices.length > 1 && (
          <Select
            label="Ready-made"
            aria-label={`Ready-made links for ${template.title}`}
            maw={420}
            data={template.choices.map((choice) => ({ value: choice.text, label: choice.title }))}
            value={template.choices.some((choice) => choice.text === text) ? text : null}
            onChange={(value) => value && setText(value)}
          />
        )}
        <Textarea
          label="Address"
          aria-label={`Address for ${template.title}`}
          description={
            <>
              May hold{' '}
              {template.variables.map((variable) => (
                <span key={variable}>
                  <Code>{variable}</Code>{' '}
                </span>
              ))}
            </>
          }
          autosize
          spellCheck={false}
          value={text}
          error={error}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Checkbox
          label="May lead to a host that is not Microsoft's"
          aria-label={`${template.title} may lead to a host that is not Microsoft's`}
          checked={otherHost}
          onChange={(event) => setOtherHost(event.currentTarget.checked)}
        />
        <Group>
          <Button size="compact-md" loading={save.busy} disabled={text === template.text} onClick={() => void store(text)}>
            Save
          </Button>
          {template.edited && (
            <Button size="compact-md" variant="default" onClick={() => void store(null).catch(tellError)}>
              Use the default
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

export function ManageLinks() {
  const connections = useList<Connection>('/api/connections');
  const [chosen, setChosen] = useState<string | null>(null);
  const used = [...new Set(connections.data?.rows.map((one) => (one.cloud in cloudNames ? one.cloud : 'global')) ?? [])];
  const cloud = chosen ?? used[0] ?? 'global';
  const templates = useList<ManageTemplate>('/api/manage_templates', { filter: { cloud } });
  return (
    <>
      <PageTitle
        title="Manage links"
        line="Where “Manage” leads from tenants, users and devices. Where Microsoft names a tenant's portal itself, that comes first."
        actions={
          <Select
            aria-label="Microsoft cloud"
            data={Object.entries(cloudNames).map(([value, label]) => ({ value, label }))}
            value={cloud}
            allowDeselect={false}
            onChange={setChosen}
          />
        }
      />
      <Stack maw={860}>
        <Alert color="yellow" icon={<IconAlertTriangle />} title="Microsoft changes these addresses now and then">
          <Text size="sm">It documents none of them. If a link stops working, choose another or write the new one here.</Text>
        </Alert>
        {templates.isError && <ErrorNotice error={templates.error} retry={() => void templates.refetch()} />}
        {templates.isPending && <Skeleton height={300} aria-label="Loading" />}
        {templates.data?.rows.map((template) => <Template key={`${template.id}-${template.text}`} template={template} />)}
      </Stack>
    </>
  );
}
