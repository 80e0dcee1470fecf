// The words of the disconnect page that follow rules. Pure, so that tests can read them.
import type { Leaving, LeavingCounts, LeavingItem } from '../../api/leaving_resources';
import { count } from '../../parts/words';

export type Ending = 'pause' | 'keep' | 'remove';

export const endings: { value: Ending; title: string; text: string }[] = [
  { value: 'pause', title: 'Pause', text: 'Reeve asks Microsoft nothing through this connection until you resume it. Everything stays.' },
  {
    value: 'keep',
    title: 'Disconnect, keep data',
    text: 'Reeve forgets the secret and the sign-in. What Microsoft said so far stays beside your documentation; connect again at any time.',
  },
  {
    value: 'remove',
    title: 'Remove',
    text: 'The connection goes, with what Microsoft said of its tenants. Contacts that only the sync wrote are archived; what people wrote stays as it is.',
  },
];

export const kindNames: Record<LeavingItem['kind'], string> = {
  delegated: 'Delegated permission',
  application: 'Application permission',
  group: 'Group',
  role: 'Directory role',
};

export const itemStates: Record<LeavingItem['state'], { word: string; color: string }> = {
  listed: { word: 'Held', color: 'gray' },
  waiting: { word: 'Revoking…', color: 'blue' },
  done: { word: 'Revoked', color: 'green' },
  failed: { word: 'Failed', color: 'red' },
  left: { word: 'Left to you', color: 'orange' },
};

export const atWork = (state: Leaving['state'] | undefined) =>
  state === 'listing' || state === 'revoking' || state === 'removing' || state === 'undoing';

// How far listing or revoking is, 0 to 100.
export function progressOf(state: Leaving['state'], counts: LeavingCounts): number {
  if (state === 'listing') return counts.tenants === 0 ? 0 : Math.round((100 * (counts.tenants - counts.tenantsWaiting)) / counts.tenants);
  const ended = counts.done + counts.failed + counts.left;
  return ended + counts.waiting === 0 ? 100 : Math.round((100 * ended) / (ended + counts.waiting));
}

// What a removal does to what is documented (contacts, configurations, locations, licenses), before it is chosen.
export function removalLine(removal: Leaving['removal']): string {
  if (removal === null) return '';
  const records = `${count(removal.records, 'record')} of ${count(removal.tenants, 'tenant')} ${removal.records === 1 ? 'goes' : 'go'}.`;
  const archived = removal.madeBySync === 0 ? 'Nothing documented is archived' : `${count(removal.madeBySync, 'entry', 'entries')} that only the sync wrote ${removal.madeBySync === 1 ? 'is' : 'are'} archived`;
  const kept = removal.edited === 0 ? '' : `; ${removal.edited} that people wrote or changed ${removal.edited === 1 ? 'stays' : 'stay'}`;
  return `${records} ${archived}${kept}.`;
}

// What stands in the way of forgetting the credentials; nothing when they may go.
export function notYet(leaving: Pick<Leaving, 'state' | 'counts'> | undefined): string | null {
  if (leaving === undefined) return null;
  if (leaving.state === 'revoking') return 'Revoking has not ended, and it needs the credentials.';
  const rest = leaving.counts.selected - leaving.counts.done;
  if (rest <= 0) return null;
  return `${rest} of what is ticked ${rest === 1 ? 'is' : 'are'} not revoked, and without the credentials Reeve cannot do it later.`;
}
