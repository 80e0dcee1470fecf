// Lines of the doctor: state, what was found, and the one thing to do.
import { Badge, Box, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { DoctorFeature, DoctorFinding } from '../../api/resources';
import { useWrite } from '../../api/queries';
import { tellError } from '../../parts/error_notice';
import { StateBadge, stateIcons } from '../../parts/state_badge';
import { doctorLooks, fineText, troubles } from './doctor_words';

export function Features({ features }: { features: DoctorFeature[] }) {
  return (
    <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Features">
      {features.map((one) => {
        const look = doctorLooks[one.state];
        return (
          <li key={one.name} data-feature={one.name} data-state={one.state}>
            <Badge
              variant="light"
              color={look.color}
              c="var(--mantine-color-text)"
              tt="none"
              fw={500}
              radius="sm"
              leftSection={stateIcons[look.kind]}
              style={{ border: one.state === 'unknown' ? '1px dashed var(--mantine-color-violet-5)' : undefined }}
            >
              {one.title}: {look.word}
            </Badge>
          </li>
        );
      })}
    </Group>
  );
}

// `path`: of the tenant's report; none for lines of the connection itself.
function ShowNames({ path }: { path: string }) {
  const press = useWrite<unknown>('/api/connections');
  const go = async () => {
    try {
      const { meta } = await press.mutateAsync({ path: `${path}/show_names`, type: 'doctor-reports' });
      notifications.show({
        color: meta.done ? 'green' : 'orange',
        title: meta.done ? 'Names are shown again' : 'Not switched by Reeve',
        message: [meta.sentence, meta.remedy].filter(Boolean).join(' '),
        autoClose: meta.done ? 5_000 : false,
      });
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Button size="compact-sm" variant="default" loading={press.isPending} onClick={() => void go()}>
      Show names in reports
    </Button>
  );
}

function Line({ finding, path }: { finding: DoctorFinding; path?: string | undefined }) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" component="li" data-check={finding.check} data-state={finding.state}>
      <Box w={150} style={{ flexShrink: 0 }}>
        <StateBadge look={doctorLooks[finding.state]} />
      </Box>
      <Stack gap={2} style={{ minWidth: 0 }}>
        <Text size="sm" fw={600}>
          {finding.title}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {finding.sentence}
        </Text>
        {finding.state !== 'ok' && finding.remedy && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            <Text span fw={600} size="sm">
              What to do:
            </Text>{' '}
            {finding.remedy}
          </Text>
        )}
        {path && finding.check === 'concealed-names' && finding.state === 'broken' && (
          <Group mt={4}>
            <ShowNames path={path} />
          </Group>
        )}
      </Stack>
    </Group>
  );
}

export function Findings({ findings, path }: { findings: DoctorFinding[]; path?: string | undefined }) {
  const [all, setAll] = useState(false);
  const bad = troubles(findings);
  const fine = findings.filter((one) => one.state === 'ok');
  return (
    <Stack gap="md">
      {bad.length > 0 && (
        <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="What to look at">
          {bad.map((one) => (
            <Line key={one.check} finding={one} path={path} />
          ))}
        </Stack>
      )}
      {fine.length > 0 && (
        <Group gap="xs">
          <Text size="sm">{fineText(fine.length)}.</Text>
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Hide them' : 'Show them'}
          </Button>
        </Group>
      )}
      {all && (
        <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="What is fine">
          {fine.map((one) => (
            <Line key={one.check} finding={one} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}
