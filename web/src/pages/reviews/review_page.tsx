// One review: what is unclear, what it rests on, and where to look.
import { Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useOne } from '../../api/queries';
import type { Review, Tenant } from '../../api/resources';
import { Age } from '../../parts/age';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { detailLines, plain } from '../../parts/words';
import { HeldReview } from './held_review';

const heldTitles: Record<string, string> = {
  held_leave: 'Many would leave at once',
  held_change: 'Many contacts would change at once',
  held_create: 'Many contacts would be created at once',
};
const reviewTitle = (kind: string) => heldTitles[kind] ?? plain(kind);

function Detail({ review }: { review: Item<Review> }) {
  const lines = detailLines(review.detail);
  return (
    <Paper withBorder p="md" maw={860}>
      <Title order={2} size="h5" mb="xs">
        What it rests on
      </Title>
      {lines.length === 0 && (
        <Text size="sm" c="dimmed">
          The sentence above is all there is to say.
        </Text>
      )}
      <Table layout="fixed" verticalSpacing={6}>
        <Table.Tbody>
          {lines.map(([name, value]) => (
            <Table.Tr key={name} style={{ verticalAlign: 'top' }}>
              <Table.Th scope="row" w="36%" fw={400}>
                <Text size="sm" c="dimmed">
                  {name}
                </Text>
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function Actions({ review }: { review: Item<Review> }) {
  const tenant = useOne<Tenant>(`/api/tenants/${review.tenantId}`).data?.item;
  return (
    <>
      {tenant?.organizationId && (
        <ButtonTo variant="default" to="/organizations/$id/contacts" params={{ id: String(tenant.organizationId) }}>
          Contacts of {tenant.organizationName}
        </ButtonTo>
      )}
      {review.runId && (
        <ButtonTo variant="default" to="/runs/$id" params={{ id: String(review.runId) }}>
          Open the sync
        </ButtonTo>
      )}
      <ButtonTo variant="default" to="/reviews">
        Back
      </ButtonTo>
    </>
  );
}

export function ReviewPage() {
  const id = useParams({ strict: false }).id as string;
  const result = useOne<Review>(`/api/reviews/${id}`);
  const review = result.data?.item;
  if (result.isError) {
    return (
      <>
        <PageTitle title="Review" line="This review cannot be shown." />
        <ErrorNotice error={result.error} retry={() => void result.refetch()} />
      </>
    );
  }
  if (!review) return <Skeleton height={200} aria-label="Loading" />;
  return (
    <>
      <PageTitle
        title={reviewTitle(review.kind)}
        line={
          <>
            {review.tenantName} · {plain(review.state)} · since <Age at={review.createdAt} c="dimmed" />
          </>
        }
        actions={<Actions review={review} />}
      />
      {review.kind.startsWith('held_') ? <HeldReview review={review} /> : <Unclear review={review} />}
    </>
  );
}

function Unclear({ review }: { review: Item<Review> }) {
  return (
      <Stack>
        <Text maw={860}>{review.sentence}</Text>
        <Detail review={review} />
        <Text size="sm" c="dimmed" maw={860}>
          Nothing was written. Make the documentation unambiguous (for example, let only one contact carry the address), then start a manual sync: the sync looks again.
        </Text>
      </Stack>
  );
}
