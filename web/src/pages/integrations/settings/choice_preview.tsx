// What the choice on the page would bring, counted by the server while one chooses.
import { Accordion, Alert, Group, Loader, Paper, ScrollArea, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { write } from '../../../api/client';
import { ErrorNotice } from '../../../parts/error_notice';
import { count, number } from '../../../parts/words';
import { sentenceOf, type ChoicePreview, type Choosing, type Counts } from './choice_model';

const pauseMs = 400;
// Tenants are being read for the first time: look again.
const againMs = 5_000;

export function useChoicePreview(value: Choosing, connectionId: string, tenantId?: string) {
  const [choosing] = useDebouncedValue(value, pauseMs);
  const path = tenantId ? `/api/tenants/${tenantId}/choice_preview` : `/api/connections/${connectionId}/choice_preview`;
  const incomplete = !choosing.allSubscriptions && choosing.subscriptions.length === 0;
  return useQuery({
    queryKey: [path, choosing],
    queryFn: async () => (await write<ChoicePreview>('POST', path, 'choice-previews', { choosing })).item,
    placeholderData: keepPreviousData,
    enabled: !incomplete && (choosing.members || choosing.guests),
    refetchInterval: (query) => {
      const tenants = query.state.data?.tenants;
      return tenants && (tenants.length === 0 || tenants.some((one) => !one.read)) ? againMs : false;
    },
  });
}

const figures: { name: keyof Counts; label: string; hint: string }[] = [
  { name: 'linked', label: 'Linked already', hint: 'They go on being kept true.' },
  { name: 'match', label: 'Would be linked', hint: 'A contact that fits is there.' },
  { name: 'create', label: 'Would be created', hint: 'No contact fits.' },
  { name: 'unclear', label: 'Unclear', hint: 'A person must choose the contact.' },
  { name: 'join', label: 'One contact for two', hint: 'Two users fit the same contact.' },
  { name: 'skip', label: 'Left out by a rule', hint: 'Guests, rooms and the like.' },
  { name: 'notChosen', label: 'Not chosen', hint: 'Outside the criteria.' },
];

function Figures({ counts }: { counts: Counts }) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }} spacing="xs">
      {figures.map((one) => (
        <div key={one.name} data-count={one.name} title={one.hint}>
          <Text fw={600} size="lg">
            {number(counts[one.name])}
          </Text>
          <Text size="xs" c="dimmed">
            {one.label}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}

function ByTenant({ preview }: { preview: ChoicePreview }) {
  return (
    <Accordion variant="contained">
      <Accordion.Item value="tenants">
        <Accordion.Control>Tenant by tenant</Accordion.Control>
        <Accordion.Panel>
          <ScrollArea.Autosize mah={360} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Counts of each tenant' }}>
            <Table stickyHeader miw={640}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Tenant</Table.Th>
                  {figures.map((one) => (
                    <Table.Th key={one.name} ta="right">
                      {one.label}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {preview.tenants.map((tenant) => (
                  <Table.Tr key={tenant.tenantId}>
                    <Table.Td>
                      {tenant.name}
                      {tenant.ownSettings && (
                        <Text size="xs" c="dimmed">
                          Has a choice of its own
                        </Text>
                      )}
                    </Table.Td>
                    {figures.map((one) => (
                      <Table.Td key={one.name} ta="right">
                        {tenant.read ? number(tenant[one.name]) : <Text size="xs" c="dimmed">not read</Text>}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

// What one should know before saving.
function Remarks({ preview }: { preview: ChoicePreview }) {
  const unread = preview.tenants.filter((one) => !one.read).length;
  return (
    <>
      {preview.total.stops > 0 && (
        <Alert color="yellow" title={`${count(preview.total.stops, 'contact')} would no longer be kept true`}>
          They stay in the documentation as they are. Nobody counts as gone, and they catch up when they are chosen again.
        </Alert>
      )}
      {preview.total.unknown > 0 && (
        <Alert color="violet" title={`Of ${count(preview.total.unknown, 'account')} it is not known whether they are chosen`}>
          Groups or license names of their tenant could not be read. Until then they stay as they are, and nobody new is linked or created.
        </Alert>
      )}
      {unread > 0 && (
        <Text size="sm" c="dimmed">
          {count(unread, 'tenant')} {unread === 1 ? 'is' : 'are'} not read yet, so {unread === 1 ? 'its' : 'their'} people are not counted.
        </Text>
      )}
      {preview.tenantsNotCounted > 0 && (
        <Text size="sm" c="dimmed">
          {count(preview.tenantsNotCounted, 'more tenant')} not counted here.
        </Text>
      )}
    </>
  );
}

interface PanelProps {
  preview: ReturnType<typeof useChoicePreview>;
  alone?: boolean; // one tenant: no list of tenants
}

export function ChoicePreviewPanel({ preview, alone = false }: PanelProps) {
  const data = preview.data;
  return (
    <Paper withBorder p="md" component="section" aria-label="What this choice brings" data-choice-preview={preview.isFetching ? 'counting' : 'done'}>
      <Stack gap="sm">
        <Group gap="xs">
          <Text fw={500}>What this choice brings</Text>
          {preview.isFetching && <Loader size="xs" aria-hidden />}
        </Group>
        {preview.isError && <ErrorNotice error={preview.error} retry={() => void preview.refetch()} />}
        {data && (
          <>
            <Text size="sm" role="status">
              {sentenceOf(data.total)}
            </Text>
            <Figures counts={data.total} />
            <Remarks preview={data} />
            {!alone && data.tenants.length > 0 && <ByTenant preview={data} />}
          </>
        )}
      </Stack>
    </Paper>
  );
}
