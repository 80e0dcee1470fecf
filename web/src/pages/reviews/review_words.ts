// The words of reviews: their kinds in groups, and what was answered. Pure.
import type { Review, ReviewAnswer } from '../../api/resources';
import { plain } from '../../parts/words';

export interface ReviewGroup {
  value: string;
  label: string;
  kinds: string[];
}

export const reviewGroups: ReviewGroup[] = [
  { value: 'unclear', label: 'Unclear matches', kinds: ['unclear_match', 'unclear_device', 'tenant_name'] },
  { value: 'new', label: 'New ones', kinds: ['new_contact', 'new_configuration'] },
  { value: 'conflicts', label: 'Conflicts', kinds: ['asset_claimed', 'configuration_claimed', 'moved_asset'] },
  { value: 'held', label: 'Held changes', kinds: ['held_leave', 'held_change', 'held_create'] },
  { value: 'left', label: 'Records that left', kinds: ['record_left'] },
];

export const countOf = (group: ReviewGroup, byKind: Record<string, number> | undefined) =>
  group.kinds.reduce((sum, kind) => sum + (byKind?.[kind] ?? 0), 0);

const titles: Record<string, string> = {
  held_leave: 'Many would leave at once',
  held_change: 'Many contacts would change at once',
  held_create: 'Many contacts would be created at once',
  unclear_match: 'Which contact is it?',
  unclear_device: 'Which configuration is it?',
  asset_claimed: 'Two users, one contact',
  configuration_claimed: 'Two devices, one configuration',
  new_contact: 'A new contact?',
  new_configuration: 'A new configuration?',
  record_left: 'Somebody left',
  moved_asset: 'Does it move along?',
};
export const reviewTitle = (kind: string) => titles[kind] ?? plain(kind);

const kinds: Record<string, string> = {
  unclear_match: 'Unclear match',
  unclear_device: 'Unclear match',
  asset_claimed: 'Conflict',
  configuration_claimed: 'Conflict',
  new_contact: 'New contact',
  new_configuration: 'New configuration',
  held_leave: 'Held: leaving',
  held_change: 'Held: changes',
  held_create: 'Held: new ones',
  record_left: 'Left Microsoft',
  moved_asset: 'Edited and moved',
};
export const reviewKind = (kind: string) => kinds[kind] ?? plain(kind);

const answered: Record<ReviewAnswer, string> = {
  accept: 'Accepted',
  reject: 'Rejected',
  link: 'Linked',
  create: 'New one',
  ignore: 'Ignored',
  archive: 'Archived',
  keep: 'Kept',
};

// What became of it: "Linked", "Kept", or that nobody had to decide any more.
export function outcomeOf(review: Pick<Review, 'state' | 'answer' | 'verdict'>): string {
  if (review.state === 'open') return 'Waits';
  if (review.answer) return answered[review.answer];
  if (review.verdict === 'accepted' || review.verdict === 'rejected') return plain(review.verdict);
  return review.state === 'obsolete' ? 'Not needed any more' : 'Decided';
}

export const bulkWords: Partial<Record<ReviewAnswer, string>> = { create: 'Create', ignore: 'Ignore', keep: 'Keep', archive: 'Archive' };

// The answers that all of these take, of those that may be given to many at once.
export function commonAnswers(reviews: Pick<Review, 'answers' | 'state'>[]): ReviewAnswer[] {
  const open = reviews.filter((one) => one.state === 'open');
  return (Object.keys(bulkWords) as ReviewAnswer[]).filter((answer) => open.length > 0 && open.every((one) => one.answers.includes(answer)));
}
