// Which of Microsoft's fields goes where, and who wins where both have a value; previewed before it is saved.
import { Alert, Button, Group, List, MultiSelect, Paper, Select, Stack, Table, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useList, useWrite } from '../../../api/queries';
import { ErrorNotice } from '../../../parts/error_notice';
import { LinkTo } from '../../../parts/link';
import {
  exampleWords,
  isDefault,
  type Mapping,
  mappingOf,
  type MappingPreview,
  type MappingRule,
  type MappingTarget,
  previewField,
  previewWords,
  rules,
  withField,
  wrongIn,
} from './mapping_model';
import type { SectionProps, SectionValue } from './section';

interface RowProps {
  target: MappingTarget;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

function TargetRow({ target, mapping, onChange }: RowProps) {
  const field = mappingOf(mapping, target);
  const alone = field.rule === 'leave_alone';
  return (
    <Table.Tr data-target={target.name} style={{ verticalAlign: 'top' }}>
      <Table.Th scope="row" fw={400}>
        <Text size="sm">{target.label}</Text>
        {!isDefault(field, target) && (
          <Text size="xs" c="dimmed">
            changed
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        <MultiSelect
          aria-label={`${target.label}: from`}
          size="sm"
          disabled={alone}
          styles={{ input: { opacity: 1 } }} // what is left alone must be readable, too
          data={target.properties.map((one) => ({ value: one.name, label: one.label }))}
          value={field.from}
          placeholder={field.from.length === 0 ? (target.mayBeNone ? 'None' : 'Choose one') : undefined}
          error={!alone && !target.mayBeNone && field.from.length === 0}
          onChange={(from) => onChange(withField(mapping, target, { from }))}
        />
        <Text size="xs" c="dimmed" mt={2}>
          {target.takesAll ? 'All of them, in this order' : field.from.length > 1 ? 'The first that is not blank' : ''}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`${target.label}: who wins`}
          size="sm"
          allowDeselect={false}
          data={rules}
          value={field.rule}
          onChange={(rule) => onChange(withField(mapping, target, { rule: (rule ?? 'people_win') as MappingRule }))}
        />
      </Table.Td>
    </Table.Tr>
  );
}

// Microsoft knows no location of a person, so there is nothing to choose but who wins.
function LocationRow({ mapping, onChange }: Omit<RowProps, 'target'>) {
  return (
    <Table.Tr data-target="contact-location">
      <Table.Th scope="row" fw={400}>
        <Text size="sm">Location</Text>
      </Table.Th>
      <Table.Td>
        <Text size="sm">The organization's primary location</Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label="Location: who wins"
          size="sm"
          allowDeselect={false}
          data={rules}
          value={mapping.contactLocation}
          onChange={(rule) => onChange({ ...mapping, contactLocation: (rule ?? 'people_win') as MappingRule })}
        />
      </Table.Td>
    </Table.Tr>
  );
}

interface TargetsProps {
  title: string;
  targets: MappingTarget[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
  children?: ReactNode;
}

function Targets({ title, targets, mapping, onChange, children }: TargetsProps) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing={6} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={160}>{title}</Table.Th>
            <Table.Th>From Microsoft's</Table.Th>
            <Table.Th w={180}>Who wins</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {targets.map((target) => (
            <TargetRow key={target.name} target={target} mapping={mapping} onChange={onChange} />
          ))}
          {children}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Preview({ preview }: { preview: MappingPreview }) {
  return (
    <Paper withBorder p="sm" role="status" data-preview>
      <Text size="sm" fw={500}>
        {previewWords(preview)}
      </Text>
      {preview.fields.map((field) => (
        <div key={field.name} data-preview-field={field.name}>
          <Text size="sm" mt="xs">
            {previewField(field)}
          </Text>
          <List size="sm" c="dimmed">
            {field.examples.map((one) => (
              <List.Item key={one.contactId}>
                <LinkTo size="sm" underline="always" to="/contacts/$id" params={{ id: String(one.contactId) }}>
                  {one.name || 'Contact without a name'}
                </LinkTo>{' '}
                {exampleWords(one)}
              </List.Item>
            ))}
          </List>
        </div>
      ))}
    </Paper>
  );
}

// Says what the rules in force mean, so that nobody is surprised by the strong one.
function RuleNotes({ mapping, targets }: { mapping: Mapping; targets: MappingTarget[] }) {
  const winners = targets.filter((target) => mappingOf(mapping, target).rule === 'microsoft_wins');
  return (
    <>
      <Text size="sm" c="dimmed">
        People win: Microsoft fills what is empty and keeps what it wrote itself up to date. Leave alone: nothing is written and nothing is taken away. A locked field is never
        written, and a blank never clears what a person wrote.
      </Text>
      {winners.length > 0 && (
        <Alert color="yellow" icon={<IconInfoCircle />} title="Microsoft wins">
          What people wrote in {winners.map((target) => target.label.toLowerCase()).join(', ')} is overwritten by the next sync, also what they write later. The old value stays in the
          history.
        </Alert>
      )}
    </>
  );
}

export function MappingSection({ value, onChange, connectionId, tenantId }: SectionProps) {
  const mapping = value as unknown as Mapping;
  const targets = useList<MappingTarget>('/api/mapping_targets', { size: 100 });
  const preview = useWrite<MappingPreview>();
  const change = (next: Mapping) => {
    preview.reset();
    onChange(next as unknown as SectionValue);
  };
  const path = tenantId ? `/api/tenants/${tenantId}/mapping_preview` : `/api/connections/${connectionId}/mapping_preview`;
  const rows = targets.data?.rows ?? [];
  const wrong = wrongIn(mapping, rows);
  return (
    <Stack>
      {targets.isError && <ErrorNotice error={targets.error} retry={() => void targets.refetch()} />}
      <Targets title="Contact's field" targets={rows.filter((one) => one.assets === 'contacts')} mapping={mapping} onChange={change}>
        <LocationRow mapping={mapping} onChange={change} />
      </Targets>
      <Targets title="Configuration's field" targets={rows.filter((one) => one.assets === 'configurations')} mapping={mapping} onChange={change} />
      <RuleNotes mapping={mapping} targets={rows} />
      {wrong && (
        <Text size="sm" c="red">
          {wrong}
        </Text>
      )}
      <Group gap="xs">
        <Button
          variant="default"
          disabled={wrong !== null}
          loading={preview.isPending}
          onClick={() => preview.mutate({ path, type: 'mapping-previews', attributes: { mapping } })}
        >
          Preview
        </Button>
        <Text size="sm" c="dimmed">
          Counts what the next sync would change in contacts; writes nothing.
        </Text>
      </Group>
      {preview.isError && <ErrorNotice error={preview.error} />}
      {preview.data && <Preview preview={preview.data.item} />}
    </Stack>
  );
}
