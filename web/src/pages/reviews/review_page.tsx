// One review: what is unclear, both sides, the answers, and where to look.
import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useOne } from '../../api/queries';
import type { Review, Tenant } from '../../api/resources';
import { Age } from '../../parts/age';
import { ErrorNotice } from '../../parts/error_notice';
import { ButtonTo } from '../../parts/link';
import { PageTitle } from '../../parts/page_title';
import { HeldReview } from './held_review';
import { RecordReview } from './record_review';
import { outcomeOf, reviewTitle } from './review_words';

function Actions({ review }: { review: Item<Review> }) {
  const tenant = useOne<Tenant>(`/api/tenants/${review.tenantId}`).data?.item;
  return (
    <>
      {tenant?.organizationId && (
        <ButtonTo variant="default" to="/organizations/$id/contacts" params={{ id: String(tenant.organizationId) }}>
          Contacts
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
            {review.tenantName} · {outcomeOf(review)} · since <Age at={review.createdAt} c="dimmed" />
          </>
        }
        actions={<Actions review={review} />}
      />
      {review.kind.startsWith('held_') ? <HeldReview review={review} /> : <RecordReview review={review} />}
    </>
  );
}
