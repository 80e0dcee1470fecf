// What the safety limits held back: how many, whom, what each answer does, and the answer.
import { Button, Group, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Item } from '../../api/client';
import { send, useWrite } from '../../api/queries';
import type { Review } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { count } from '../../parts/words';

export interface HeldDetail {
  act: 'create' | 'change' | 'leave';
  count: number;
  groups: { type: string; title: string; count: number; of: number; share: number }[];
  limitShare: number;
  limitNumber: number;
  examples: { title: string; type: string; id: string }[];
  effect: string;
  setHash: string;
}

const acceptWords = { create: 'Create', change: 'Change', leave: 'Let go' } as const;
const rejectWords = { create: 'Do not create', change: 'Leave as they are', leave: 'Keep' } as const;

function Share({ detail }: { detail: HeldDetail }) {
  return (
    <Stack gap="xs">
      {detail.groups.map((group) => (
        <div key={group.type}>
          <Group justify="space-between">
            <Text size="sm">
              {group.count.toLocaleString()} {detail.act === 'create' ? 'new beside' : 'of'} {group.of.toLocaleString()} {group.title}
            </Text>
            <Text size="sm" c="dimmed">
              {group.share} %; the limit is {detail.limitShare} % and {detail.limitNumber}
            </Text>
          </Group>
          <Progress value={Math.min(100, group.share)} color="orange" aria-label={`${group.share} percent of the ${group.title}`} />
        </div>
      ))}
    </Stack>
  );
}

function Examples({ detail }: { detail: HeldDetail }) {
  const more = detail.count - detail.examples.length;
  return (
    <div>
      <Title order={2} size="h5" mb="xs">
        Whom it is about
      </Title>
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {detail.examples.map((one) => (
            <Table.Tr key={`${one.type}/${one.id}`}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{one.title}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          and {more.toLocaleString()} more
        </Text>
      )}
    </div>
  );
}

function Answer({ review, detail }: { review: Item<Review>; detail: HeldDetail }) {
  const answer = useWrite<Review>('/api/reviews', '/api/runs', '/api/notices', '/api/tenants');
  const decide = (decision: 'accept' | 'reject') =>
    send(
      answer,
      { path: `/api/reviews/${review.id}/decide`, type: 'reviews', attributes: { decision, ...(review.verdict === 'waiting' ? { setHash: detail.setHash } : {}) } },
      {
        onSuccess: () =>
          notifications.show({ color: 'green', message: decision === 'accept' ? 'Accepted. A sync starts now and does it.' : 'Rejected. Everything stays as it is; you can still accept it later.' }),
      },
    );
  return (
    <Stack gap="sm">
      <Text size="sm">{detail.effect}</Text>
      {answer.isError && <ErrorNotice error={answer.error} />}
      <Group>
        <Button loading={answer.isPending} onClick={() => decide('accept')}>
          {acceptWords[detail.act]} {count(detail.count, 'entry', 'entries')}
        </Button>
        {review.verdict === 'waiting' && (
          <Button variant="default" disabled={answer.isPending} onClick={() => decide('reject')}>
            {rejectWords[detail.act]}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Verdict({ review, detail }: { review: Item<Review>; detail: HeldDetail }) {
  if (review.verdict === 'waiting') return <Answer review={review} detail={detail} />;
  if (review.verdict === 'rejected') {
    return (
      <Stack gap="sm">
        <Text fw={600}>Rejected: everything stays as it is. You may still change your mind.</Text>
        <Answer review={review} detail={detail} />
      </Stack>
    );
  }
  return (
    <Text fw={600}>
      {review.verdict === 'accepted'
        ? 'Accepted: the next sync does exactly this.'
        : review.state === 'decided'
          ? 'Answered, and done.'
          : 'Not needed any more: what Microsoft says now is within the limits again.'}
    </Text>
  );
}

export function HeldReview({ review }: { review: Item<Review> }) {
  const detail = review.detail as HeldDetail;
  return (
    <Stack maw={860}>
      <Text>{review.sentence}</Text>
      <Paper withBorder p="md">
        <Stack>
          <Share detail={detail} />
          <Verdict review={review} detail={detail} />
        </Stack>
      </Paper>
      <Paper withBorder p="md">
        <Examples detail={detail} />
      </Paper>
      <Text size="sm" c="dimmed">
        Look at Microsoft whether it is right: open <LinkTo size="sm" underline="always" to="/organizations">the organization</LinkTo> and its user list there. Until you answer, nothing of it is written, and everything else goes on.
      </Text>
    </Stack>
  );
}
