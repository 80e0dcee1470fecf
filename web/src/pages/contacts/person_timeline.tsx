// When Microsoft's state of the contact's user changed, newest first.
import { Group, Paper, Text, Timeline, Title } from '@mantine/core';
import { useList } from '../../api/queries';
import type { PersonEvent } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { personStateWord, stepOf, stepWords } from '../../parts/person_words';

export function PersonTimeline({ contactId }: { contactId: string }) {
  const events = useList<PersonEvent>(`/api/contacts/${contactId}/person_events`);
  const may = useMay();
  if (events.isError) return <ErrorNotice error={events.error} retry={() => void events.refetch()} />;
  const rows = events.data?.rows ?? [];
  if (rows.length === 0) return null;
  const severalTenants = new Set(rows.map((one) => one.tenantId)).size > 1;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="person-timeline">
      <Title order={2} size="h5" id="person-timeline" mb="sm">
        At Microsoft
      </Title>
      <Timeline bulletSize={14} lineWidth={2}>
        {rows.map((one) => (
          <Timeline.Item key={one.id} color={personStateWord(stepOf(one.before, one.after)).color} title={<Text size="sm">{stepWords(one.before, one.after)}</Text>}>
            <Group gap={6}>
              <Age at={one.at} size="xs" c="dimmed" />
              {severalTenants && (
                <Text size="xs" c="dimmed">
                  {one.tenantName}
                </Text>
              )}
              {one.runId && may.edit && (
                <LinkTo size="xs" to="/runs/$id" params={{ id: String(one.runId) }}>
                  Open the sync
                </LinkTo>
              )}
            </Group>
          </Timeline.Item>
        ))}
      </Timeline>
    </Paper>
  );
}
