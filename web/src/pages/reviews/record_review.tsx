// A review about one record: Microsoft beside the documentation, what speaks for whom, and what each answer does.
import { Alert, Badge, Button, Group, List, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import { send, useOne, useWrite } from '../../api/queries';
import type { Review, ReviewAnswer, ReviewSides, Tenant } from '../../api/resources';
import { Age } from '../../parts/age';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { ContactPicker } from './contact_picker';
import { outcomeOf } from './review_words';

function Values({ values, same }: { values: string[]; same?: boolean }) {
  if (values.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        nothing
      </Text>
    );
  }
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Stack gap={0} style={{ overflowWrap: 'anywhere' }}>
        {values.map((one) => (
          <Text size="sm" key={one}>
            {one}
          </Text>
        ))}
      </Stack>
      {same && <IconCheck size={16} aria-label="the same on both sides" color="var(--mantine-color-green-text)" style={{ flexShrink: 0, marginTop: 2 }} />}
    </Group>
  );
}

function Heads({ sides }: { sides: ReviewSides }) {
  return (
    <Table.Thead>
      <Table.Tr style={{ verticalAlign: 'top' }}>
        <Table.Th w={130}>
          <Text size="sm" c="dimmed">
            Field
          </Text>
        </Table.Th>
        <Table.Th>
          <Badge variant="light">Microsoft 365</Badge>
        </Table.Th>
        {sides.candidates.map((one) => (
          <Table.Th key={one.id}>
            {sides.assetKind === 'contact' ? (
              <LinkTo size="sm" to="/contacts/$id" params={{ id: String(one.id) }}>
                {one.title}
              </LinkTo>
            ) : (
              one.title
            )}
            {!one.here && <Badge variant="default">Archived</Badge>}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

function Sides({ sides }: { sides: ReviewSides }) {
  if (sides.lines.length === 0) return null;
  const linked = sides.candidates.some((one) => one.linkedTo.length > 0);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        Both sides
      </Title>
      <Table.ScrollContainer minWidth={360 + 160 * sides.candidates.length}>
        <Table verticalSpacing={6} layout="fixed">
          <Heads sides={sides} />
          <Table.Tbody>
            {sides.lines.map((line) => (
              <Table.Tr key={line.name} style={{ verticalAlign: 'top' }}>
                <Table.Th scope="row" fw={400}>
                  <Text size="sm" c="dimmed">
                    {line.name}
                  </Text>
                </Table.Th>
                <Table.Td>
                  <Values values={line.microsoft} />
                </Table.Td>
                {line.documented.map((cell, index) => (
                  <Table.Td key={sides.candidates[index]?.id ?? index}>
                    <Values values={cell.values} same={cell.same} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
            {linked && (
              <Table.Tr style={{ verticalAlign: 'top' }}>
                <Table.Th scope="row" fw={400}>
                  <Text size="sm" c="dimmed">
                    Linked to
                  </Text>
                </Table.Th>
                <Table.Td />
                {sides.candidates.map((one) => (
                  <Table.Td key={one.id}>
                    <Values values={one.linkedTo} />
                  </Table.Td>
                ))}
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

function Evidence({ sides }: { sides: ReviewSides }) {
  const spoken = sides.candidates.filter((one) => one.evidence.length > 0);
  if (spoken.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        What is the same
      </Title>
      <Stack gap="xs">
        {spoken.map((one) => (
          <div key={one.id}>
            {spoken.length > 1 && (
              <Text size="sm" fw={600}>
                {one.title}
              </Text>
            )}
            <List size="sm" spacing={2} style={{ overflowWrap: 'anywhere' }}>
              {one.evidence.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </div>
        ))}
      </Stack>
    </Paper>
  );
}

const told: Partial<Record<ReviewAnswer, string>> = {
  link: 'Linked. A sync starts now and does it.',
  create: 'A sync starts now and makes it.',
  ignore: 'Ignored from now on.',
  archive: 'Archived. It can be restored on its page.',
  keep: 'Kept.',
  accept: 'It moves along.',
  reject: 'It stays where it is.',
};

function Answers({ review, sides }: { review: Item<Review>; sides: ReviewSides }) {
  const write = useWrite<Review>('/api/reviews', '/api/status', '/api/runs', '/api/contacts', '/api/notices');
  const tenant = useOne<Tenant>(`/api/tenants/${review.tenantId}`).data?.item;
  const answer = (decision: ReviewAnswer, asset: string | number | null) =>
    send(
      write,
      { path: `/api/reviews/${review.id}/decide`, type: 'reviews', attributes: { decision, ...(asset ? { assetId: Number(asset) } : {}) } },
      { onSuccess: () => notifications.show({ color: 'green', message: told[decision] ?? 'Done.' }) },
    );
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        Your answer
      </Title>
      <Stack gap="sm">
        {write.isError && <ErrorNotice error={write.error} />}
        {sides.acts.map((act, index) => (
          <Group key={`${act.answer} ${act.assetId ?? ''}`} align="center" wrap="wrap" gap="md">
            <Button
              w={240}
              variant={index === sides.proposed ? 'filled' : 'default'}
              disabled={write.isPending}
              onClick={() => answer(act.answer, act.assetId)}
              styles={{ label: { overflow: 'hidden', textOverflow: 'ellipsis' } }}
            >
              {act.title}
            </Button>
            <Text size="sm" style={{ flex: '1 1 260px' }}>
              {index === sides.proposed && (
                <Text span fw={600} size="sm">
                  Proposed.{' '}
                </Text>
              )}
              {act.effect}
            </Text>
          </Group>
        ))}
        {review.answers.includes('link') && sides.assetKind === 'contact' && tenant?.organizationId && (
          <Group>
            <ContactPicker organization={tenant.organizationId} about={review.sentence} disabled={write.isPending} onChoose={(contact) => answer('link', contact)} />
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

function Decided({ review }: { review: Item<Review> }) {
  return (
    <Alert color="gray" title={outcomeOf(review)}>
      {review.state === 'obsolete' ? (
        'What Microsoft or the documentation says now answers it by itself.'
      ) : (
        <>
          {review.decidedBy ?? 'Somebody'} decided this <Age at={review.decidedAt} />.
        </>
      )}
    </Alert>
  );
}

export function RecordReview({ review }: { review: Item<Review> }) {
  const result = useOne<ReviewSides>(`/api/reviews/${review.id}/sides`);
  const sides = result.data?.item;
  return (
    <Stack maw={1100}>
      <Text>{review.sentence}</Text>
      {review.state !== 'open' && <Decided review={review} />}
      {result.isError && <ErrorNotice error={result.error} retry={() => void result.refetch()} />}
      {result.isPending && <Skeleton height={240} aria-label="Loading" />}
      {sides && review.state === 'open' && sides.acts.length > 0 && <Answers review={review} sides={sides} />}
      {sides && <Evidence sides={sides} />}
      {sides && <Sides sides={sides} />}
    </Stack>
  );
}
