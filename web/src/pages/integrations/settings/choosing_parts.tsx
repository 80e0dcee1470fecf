// The parts of the choice: subscriptions, what else is synced, kinds of accounts, narrower criteria.
import { Accordion, Badge, Button, Checkbox, Fieldset, Group, MultiSelect, ScrollArea, Select, SimpleGrid, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { count } from '../../../parts/words';
import {
  chooseSome,
  criterionNames,
  criterionTitles,
  entryTitles,
  isTicked,
  kindHints,
  kindOnServer,
  kinds,
  kindTitles,
  recommended,
  tick,
  withMissing,
  type ChoicePreview,
  type Choosing,
  type CriterionName,
  type Entry,
  type Option,
} from './choice_model';

export interface PartProps {
  value: Choosing;
  onChange: (value: Choosing) => void;
  preview: ChoicePreview | undefined;
}

function Subscription({ option, value, onChange }: { option: Option; value: Choosing; onChange: (value: Choosing) => void }) {
  return (
    <Checkbox
      checked={isTicked(value, option.value)}
      onChange={(event) => onChange(tick(value, option.value, event.currentTarget.checked))}
      label={
        <Group gap="xs">
          <span>{option.title}</span>
          {option.recommended && (
            <Badge size="sm" variant="light" c="var(--mantine-color-text)" tt="none" fw={500}>
              Recommended
            </Badge>
          )}
        </Group>
      }
      description={`${option.value} · held by ${count(option.people, 'person', 'people')}`}
    />
  );
}

export function SubscriptionsPart({ value, onChange, preview }: PartProps) {
  const options = withMissing(preview?.subscriptions ?? [], value.subscriptions);
  const first = recommended(options);
  return (
    <Fieldset legend="User subscriptions">
      <Stack gap="sm">
        <Switch
          checked={value.allSubscriptions}
          label="All subscriptions"
          description="Switch off to sync only people who hold a subscription that you manage."
          onChange={(event) => onChange(event.currentTarget.checked ? { ...value, allSubscriptions: true } : chooseSome(value, options))}
        />
        {!value.allSubscriptions && (
          <>
            <ScrollArea.Autosize mah={320} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Subscriptions' }}>
              <Stack gap="xs" p={4}>
                {options.map((option) => (
                  <Subscription key={option.value} option={option} value={value} onChange={onChange} />
                ))}
              </Stack>
            </ScrollArea.Autosize>
            {options.length === 0 && <Text size="sm">No tenant has been read yet. Its subscriptions appear here by themselves.</Text>}
            {options.length > 0 && value.subscriptions.length === 0 && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                Choose at least one subscription, or all of them.
              </Text>
            )}
            {first.length > 0 && (
              <Group>
                <Button size="compact-sm" variant="default" onClick={() => onChange({ ...value, subscriptions: first })}>
                  Tick the recommended ones
                </Button>
              </Group>
            )}
          </>
        )}
      </Stack>
    </Fieldset>
  );
}

export function OtherPart({ value, onChange }: Omit<PartProps, 'preview'>) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Fieldset legend="Other">
        <Checkbox
          checked={value.syncLicenses}
          label="Licenses"
          description="All licenses of each tenant, whatever subscriptions are ticked above."
          onChange={(event) => onChange({ ...value, syncLicenses: event.currentTarget.checked })}
        />
      </Fieldset>
      <Fieldset legend="Microsoft Entra ID sync">
        <Stack gap="sm">
          <Checkbox
            checked={value.enhanceContacts}
            label="Enhance contacts with Microsoft Entra ID"
            description="Status, last logon, last password change and MFA beside each contact."
            onChange={(event) => onChange({ ...value, enhanceContacts: event.currentTarget.checked })}
          />
          {value.enhanceContacts && (
            <Checkbox
              checked={value.recentLogonOnly}
              label="Only last logons of the past 30 days"
              description="Older ones are not shown."
              onChange={(event) => onChange({ ...value, recentLogonOnly: event.currentTarget.checked })}
            />
          )}
        </Stack>
      </Fieldset>
    </SimpleGrid>
  );
}

const entries = (Object.keys(entryTitles) as Entry[]).map((entry) => ({ value: entry, label: entryTitles[entry] }));

export function KindsPart({ value, onChange, preview }: PartProps) {
  const people = (kind: string) => preview?.kinds.find((one) => one.value === kind)?.people;
  return (
    <Fieldset legend="Kinds of accounts">
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
        {kinds.map((kind) => {
          const known = people(kindOnServer(kind));
          const hint = [preview ? count(known ?? 0, 'account') : '', kindHints[kind] ?? ''].filter(Boolean).join('. ');
          return (
            <Select
              key={kind}
              label={kindTitles[kind]}
              description={hint || undefined}
              inputWrapperOrder={['label', 'input', 'description']}
              data={entries}
              allowDeselect={false}
              value={value.rules[kind]}
              onChange={(entry) => entry && onChange({ ...value, rules: { ...value.rules, [kind]: entry as Entry } })}
            />
          );
        })}
      </SimpleGrid>
    </Fieldset>
  );
}

const typed: Partial<Record<CriterionName, string>> = {
  groups: 'A name, or an object id. Members of groups inside count, too.',
  departments: 'As Microsoft has it; upper and lower case make no difference.',
  domains: 'Of the primary address, else of the user name.',
};

interface ListProps extends PartProps {
  name: CriterionName;
  side: 'include' | 'exclude';
}

function CriterionList({ name, side, value, onChange, preview }: ListProps) {
  const title = criterionTitles[name].toLowerCase();
  const label = side === 'include' ? `Only these ${title}` : `Not these ${title}`;
  const chosen = value[name][side];
  const set = (next: string[]) => onChange({ ...value, [name]: { ...value[name], [side]: next } });
  const shared = { label, value: chosen, onChange: set, clearable: true };
  if (name === 'licenses') {
    const options = withMissing(preview?.subscriptions ?? [], chosen).map((one) => ({ value: one.value, label: one.title }));
    return <MultiSelect {...shared} data={options} searchable placeholder={chosen.length === 0 ? 'Choose licenses' : undefined} />;
  }
  const options = (preview?.[name] ?? []).map((one) => one.value);
  return <TagsInput {...shared} data={options} placeholder={chosen.length === 0 ? 'Type or choose' : undefined} />;
}

export function NarrowPart({ value, onChange, preview }: PartProps) {
  const without = preview?.tenantsWithoutGroups ?? 0;
  return (
    <Accordion variant="contained" multiple>
      <Accordion.Item value="narrow">
        <Accordion.Control>Only some people: by kind of user, group, department, domain or license</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <Text size="sm" c="dimmed">
              Somebody must fit every list that is not empty; one entry of a list is enough. Who is in a “Not” list is out.
            </Text>
            <Group>
              <Checkbox label="Members" checked={value.members} onChange={(event) => onChange({ ...value, members: event.currentTarget.checked })} />
              <Checkbox label="Guests" checked={value.guests} onChange={(event) => onChange({ ...value, guests: event.currentTarget.checked })} />
            </Group>
            {!value.members && !value.guests && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                Choose members, guests or both.
              </Text>
            )}
            {criterionNames.map((name) => (
              <div key={name}>
                <SimpleGrid cols={{ base: 1, sm: 2 }}>
                  <CriterionList name={name} side="include" value={value} onChange={onChange} preview={preview} />
                  <CriterionList name={name} side="exclude" value={value} onChange={onChange} preview={preview} />
                </SimpleGrid>
                <Text size="xs" c="dimmed" mt={4}>
                  {typed[name]}
                  {name === 'groups' && without > 0 && ` The groups of ${count(without, 'tenant')} are not known: there such a choice changes nothing until they can be read.`}
                </Text>
              </div>
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
