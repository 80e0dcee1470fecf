// When and how often tenants are synced by themselves.
import { ActionIcon, Button, Chip, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { DataType } from '../../../api/microsoft_data';
import { useList } from '../../../api/queries';
import { plain } from '../../../parts/words';
import { days, endOfField, intervals, scheduleOf, toField, withType, type Schedule, type SyncWindow } from './schedule_words';
import type { SectionProps, SectionValue } from './section';

const asTheServer = 'server';
const asDeclared = 'declared';
const mostGrace = 1440;

type Change = (part: Partial<Schedule>) => void;

function Often({ schedule, change }: { schedule: Schedule; change: Change }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select
        label="How often"
        description="Microsoft changes little; every hour is enough for most."
        allowDeselect={false}
        data={[{ value: asTheServer, label: "As the server's settings say (every hour)" }, ...intervals(schedule.everyMinutes)]}
        value={schedule.everyMinutes === null ? asTheServer : String(schedule.everyMinutes)}
        onChange={(value) => change({ everyMinutes: value === null || value === asTheServer ? null : Number(value) })}
      />
      <NumberInput
        label="A new sync waits, in minutes"
        description="So long people can still change settings. Start manual sync begins at once."
        min={0}
        max={mostGrace}
        allowDecimal={false}
        value={schedule.graceMinutes}
        onChange={(value) => typeof value === 'number' && change({ graceMinutes: value })}
      />
    </SimpleGrid>
  );
}

function WindowRow({ window, change, remove }: { window: SyncWindow; change: (window: SyncWindow) => void; remove: () => void }) {
  return (
    <Paper withBorder p="sm" data-window>
      <Group justify="space-between" align="flex-end">
        <Chip.Group multiple value={window.days} onChange={(chosen) => change({ ...window, days: chosen })}>
          <Group gap={6} role="group" aria-label="Days">
            {days.map((day) => (
              <Chip key={day.value} size="xs" value={day.value}>
                {day.label}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Group gap="xs" align="flex-end">
          <TextInput type="time" size="xs" label="From" value={toField(window.from)} onChange={(event) => change({ ...window, from: event.currentTarget.value })} />
          <TextInput type="time" size="xs" label="To" value={toField(window.to)} onChange={(event) => change({ ...window, to: endOfField(event.currentTarget.value) })} />
          <ActionIcon variant="default" size="md" aria-label="Remove this window" onClick={remove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      </Group>
    </Paper>
  );
}

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const zones = (now: string) => [...new Set(['UTC', now, ...Intl.supportedValuesOf('timeZone')])];
const nights: SyncWindow = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '19:00', to: '06:00' };

function Windows({ schedule, change }: { schedule: Schedule; change: Change }) {
  const { windows } = schedule;
  const set = (at: number, window: SyncWindow) => change({ windows: windows.map((one, index) => (index === at ? window : one)) });
  const add = () => change({ windows: [...windows, nights], ...(windows.length === 0 && schedule.timeZone === 'UTC' ? { timeZone: browserZone() } : {}) });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        When they may start
      </Title>
      <Text size="sm" c="dimmed">
        {windows.length === 0 ? 'At any time of the day.' : 'Scheduled syncs start only in these hours; Start manual sync always works. A window that ends before it begins ends on the next day.'}
      </Text>
      {windows.map((window, at) => (
        <WindowRow key={at} window={window} change={(next) => set(at, next)} remove={() => change({ windows: windows.filter((_, index) => index !== at) })} />
      ))}
      <Group align="flex-end">
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={add}>
          Add a window
        </Button>
        {windows.length > 0 && (
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            w={280}
            data={zones(schedule.timeZone)}
            value={schedule.timeZone}
            onChange={(value) => value && change({ timeZone: value })}
          />
        )}
      </Group>
    </Stack>
  );
}

function Types({ schedule, change }: { schedule: Schedule; change: Change }) {
  const types = useList<DataType>('/api/data_types', { size: 100 });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Data types
      </Title>
      <Text size="sm" c="dimmed">
        A scheduled sync asks only for what is due. What costs many requests is asked for more seldom.
      </Text>
      <Table verticalSpacing={4} maw={640}>
        <Table.Tbody>
          {(types.data?.rows ?? []).map((type) => {
            const own = schedule.types.find((one) => one.type === type.name)?.everyMinutes ?? null;
            return (
              <Table.Tr key={type.name}>
                <Table.Td>{type.title ?? plain(type.name)}</Table.Td>
                <Table.Td w={300}>
                  <Select
                    size="xs"
                    aria-label={`How often ${type.title}`}
                    allowDeselect={false}
                    data={[{ value: asDeclared, label: `As declared: ${type.howOften}` }, ...intervals(own)]}
                    value={own === null ? asDeclared : String(own)}
                    onChange={(value) => change({ types: withType(schedule.types, type.name, value === null || value === asDeclared ? null : Number(value)) })}
                  />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

export function ScheduleSection({ value, onChange }: SectionProps) {
  const schedule = scheduleOf(value);
  const change: Change = (part) => onChange({ ...schedule, ...part } as unknown as SectionValue);
  return (
    <Stack gap="lg">
      <Often schedule={schedule} change={change} />
      <Windows schedule={schedule} change={change} />
      <Types schedule={schedule} change={change} />
    </Stack>
  );
}
