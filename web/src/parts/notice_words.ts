// The words of notices: what each kind is, how a message ended, the hours of a digest. Pure.
import type { Notice, NoticeDelivery } from '../api/resources';
import { looks, type StateLook } from './words';

export const noticeKinds: { kind: Notice['kind']; label: string; line: string }[] = [
  { kind: 'connection_lost', label: 'Connection lost', line: 'Microsoft refuses a connection; nothing is synced through it' },
  { kind: 'expiring', label: 'Expiring', line: 'A secret, certificate or relationship ends in 30, 7 or 1 days' },
  { kind: 'tenant_failing', label: 'Tenant failing', line: 'A tenant could not be synced, after every retry' },
  { kind: 'tenant_held', label: 'Tenant held', line: 'A sync waits until somebody accepts what it would write' },
  { kind: 'reviews_waiting', label: 'Reviews waiting', line: 'Once a day, when there are any' },
];

export const kindLabel = (kind: string) => noticeKinds.find((one) => one.kind === kind)?.label ?? kind;

// How a message ended, in the colors that states have everywhere.
export function messageLook(state: NoticeDelivery['state']): StateLook {
  switch (state) {
    case 'sent':
      return { ...looks.ok, word: 'Sent' };
    case 'waiting':
      return { ...looks.queued, word: 'Waiting' };
    case 'claimed':
    case 'handed':
      return { ...looks.syncing, word: 'Sending…' };
    case 'gave_up':
      return { ...looks.failed, word: 'Gave up' };
    case 'dropped':
      return { ...looks.paused, word: 'Not wanted' };
    default:
      return { ...looks.unknown, word: 'Unsure' };
  }
}

export const channelNames: Record<NoticeDelivery['channel'], string> = { mail: 'Mail', teams: 'Teams', json: 'Webhook' };

export const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }));

// Open notices that already say what a line of "Needs a person" would say.
export function alreadyTold(notices: Pick<Notice, 'kind' | 'tenantId' | 'connectionId'>[]) {
  const of = (kind: Notice['kind']) => notices.filter((one) => one.kind === kind);
  return {
    connections: new Set(of('connection_lost').map((one) => String(one.connectionId))),
    tenants: new Set(of('tenant_failing').map((one) => String(one.tenantId))),
    firstSyncs: of('tenant_held').some((one) => one.tenantId === null),
    reviews: of('reviews_waiting').length > 0,
  };
}
