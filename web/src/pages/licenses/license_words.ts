// Licenses in words: how somebody holds one, why it is waste, what a trend says. Pure.
import type { License, LicenseDay, LicenseHolder, UnknownFact, WasteKind } from '../../api/licenses';

export const wasteWords: Record<WasteKind, string> = {
  disabled: 'Account disabled',
  shared_mailbox: 'Shared mailbox',
  inactive: 'Inactive',
};

export function assignedWords(holder: Pick<LicenseHolder, 'assigned' | 'groups'>): string {
  const groups = holder.groups.map((one) => one.name ?? one.id).join(', ');
  if (holder.assigned === 'direct') return 'Directly';
  return holder.assigned === 'group' ? `By ${groups}` : `Directly and by ${groups}`;
}

const part = (count: number, words: string) => (count > 0 ? [`${count} ${words}`] : []);

// "2 disabled, 1 shared mailbox, 3 inactive for 90 days"; what nothing is wasted on is left out.
export function wasteText(one: License): string {
  return [
    ...part(one.wasteDisabled, 'disabled'),
    ...part(one.wasteSharedMailbox, one.wasteSharedMailbox === 1 ? 'shared mailbox' : 'shared mailboxes'),
    ...part(one.wasteInactive, `inactive for ${one.inactiveDays} days`),
  ].join(', ');
}

export interface Missing extends UnknownFact {
  tenantName: string;
}

// Each reason once a tenant, with the largest number of holders that it stands for.
export function missingFacts(rows: License[]): Missing[] {
  const all = new Map<string, Missing>();
  for (const one of rows) {
    for (const fact of one.unknown) {
      const key = `${one.tenantId} ${fact.fact}`;
      const before = all.get(key);
      if (!before || before.count < fact.count) all.set(key, { ...fact, tenantName: one.tenantName });
    }
  }
  return [...all.values()];
}

// One sentence for those who do not see the picture.
export function trendText(days: LicenseDay[]): string {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return 'No day is recorded yet.';
  const from = `${first.consumed ?? '?'} of ${first.active ?? '?'}`;
  const to = `${last.consumed ?? '?'} of ${last.active ?? '?'}`;
  if (first.day === last.day) return `${to} used on ${last.day}. Each day adds a point.`;
  return `${from} used on ${first.day}, ${to} on ${last.day}.`;
}

// Points of a stepped line, in a box of the given size; days without a number interrupt nothing.
export function stepPath(values: (number | null)[], most: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : width;
  let path = '';
  let y = 0;
  values.forEach((value, index) => {
    if (value === null) return;
    const x = Math.round(index * step * 10) / 10;
    const next = Math.round((height - (value / Math.max(most, 1)) * height) * 10) / 10;
    path += path === '' ? `M${x} ${next}` : `L${x} ${y}L${x} ${next}`;
    y = next;
  });
  return path === '' ? '' : `${path}L${width} ${y}`;
}
