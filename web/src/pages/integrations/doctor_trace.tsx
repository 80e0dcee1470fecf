// The way access runs, drawn from left to right: role, relationship, group, account, app; the broken link is red.
import { Box, Flex, Paper, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconAppWindow, IconCertificate, IconCheck, IconHeartHandshake, IconQuestionMark, IconUser, IconUsersGroup, IconX, IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { show } from '../../api/client';
import type { DoctorState, DoctorTrace, TraceLink } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { doctorPath } from './doctor_panel';
import { linkText, partTitle, traceText, worstFirst } from './doctor_words';

const icons: Record<string, ReactNode> = {
  role: <IconCertificate size={20} />,
  relationship: <IconHeartHandshake size={20} />,
  group: <IconUsersGroup size={20} />,
  account: <IconUser size={20} />,
  application: <IconAppWindow size={20} />,
};

const colors: Record<DoctorState, string> = {
  ok: 'var(--mantine-color-green-6)',
  attention: 'var(--mantine-color-yellow-6)',
  broken: 'var(--mantine-color-red-6)',
  unknown: 'var(--mantine-color-violet-5)',
};
const marks: Record<DoctorState, ReactNode> = {
  ok: <IconCheck size={14} />,
  attention: <IconAlertTriangle size={14} />,
  broken: <IconX size={14} />,
  unknown: <IconQuestionMark size={14} />,
};

function Link({ link }: { link: TraceLink }) {
  return (
    <Flex align="center" justify="center" style={{ flex: '0 0 44px', position: 'relative', minHeight: 28 }} data-link={link.from} data-state={link.state}>
      <Box aria-hidden style={{ position: 'absolute', left: 0, right: 0, top: '50%', borderTop: `3px ${link.state === 'unknown' ? 'dashed' : 'solid'} ${colors[link.state]}` }} />
      <Flex aria-hidden align="center" justify="center" bg="var(--mantine-color-body)" c="var(--mantine-color-text)" style={{ position: 'relative', width: 24, height: 24, borderRadius: 12, border: `2px solid ${colors[link.state]}` }}>
        {marks[link.state]}
      </Flex>
      <VisuallyHidden>{linkText(link)}</VisuallyHidden>
    </Flex>
  );
}

function Chain({ trace }: { trace: DoctorTrace }) {
  return (
    <Flex direction={{ base: 'column', md: 'row' }} align="stretch" gap={4} role="list" aria-label={traceText(trace)}>
      {trace.parts.map((part, at) => {
        const link = trace.links[at];
        return (
          <Flex key={part.kind} role="listitem" direction={{ base: 'column', md: 'row' }} align="stretch" style={{ flex: link ? '1 1 0' : '0 1 190px', minWidth: 0 }} gap={4}>
            <Paper withBorder p="xs" w="100%" style={{ minWidth: 0 }} data-part={part.kind}>
              <Flex gap={6} align="center">
                {icons[part.kind]}
                <Text size="xs" fw={600}>
                  {partTitle(part.kind)}
                </Text>
              </Flex>
              <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
                {part.label || 'Not known'}
              </Text>
            </Paper>
            {link && <Link link={link} />}
          </Flex>
        );
      })}
    </Flex>
  );
}

export function TracePanel({ connection, tenant, checkedAt }: { connection: string; tenant: string; checkedAt: string | null }) {
  const path = `${doctorPath(connection, tenant)}/trace`;
  const trace = useQuery({ queryKey: [path, checkedAt], queryFn: () => show<DoctorTrace>(path), enabled: checkedAt !== null });
  if (checkedAt === null) return null;
  const bad = worstFirst(trace.data?.item.links ?? []).filter((link) => link.state !== 'ok');
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="trace">
      <Title order={2} size="h5" id="trace" mb="md">
        How access runs
      </Title>
      {trace.isPending && <Skeleton height={90} aria-label="Loading" />}
      {trace.isError && <ErrorNotice error={trace.error} retry={() => void trace.refetch()} />}
      {trace.data && (
        <Stack>
          <Chain trace={trace.data.item} />
          {bad.length === 0 && <Text size="sm">Every link holds.</Text>}
          {bad.map((link) => (
            <div key={link.from}>
              <Text size="sm">{linkText(link)}</Text>
              {link.remedy && (
                <Text size="sm" c="dimmed">
                  <Text span fw={600} size="sm">
                    What to do:
                  </Text>{' '}
                  {link.remedy}
                </Text>
              )}
            </div>
          ))}
        </Stack>
      )}
    </Paper>
  );
}
