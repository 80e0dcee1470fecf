// Customer access in words: states, ways, relationships. Pure.
import type { Act, CustomerConsent, Onboarding, Relationship, StepState } from '../../api/customer_access';
import type { StateLook } from '../../parts/words';

const looks: Record<StepState, StateLook> = {
  waiting: { kind: 'syncing', word: 'Working…', color: 'blue' },
  done: { kind: 'ok', word: 'Done', color: 'green' },
  already: { kind: 'ok', word: 'Already there', color: 'green' },
  partly: { kind: 'gaps', word: 'In part', color: 'yellow' },
  refused: { kind: 'failed', word: 'Refused', color: 'red' },
};
export const stepLook = (state: StepState): StateLook => looks[state];

// By whose token Reeve reads a tenant. Unknown is not "no": nobody has asked yet.
export function readByLook(consent: Pick<CustomerConsent, 'readBy'>): StateLook {
  if (consent.readBy === 'application') return { kind: 'ok', word: 'As the application', color: 'green' };
  if (consent.readBy === 'person') return { kind: 'ok', word: 'As the service account', color: 'green' };
  if (consent.readBy === 'none') return { kind: 'failed', word: 'Not allowed', color: 'red' };
  return { kind: 'unknown', word: 'Unknown', color: 'violet' };
}

export const readByWords: Record<string, string> = {
  application: 'as the application',
  person: 'as the service account',
  none: 'not allowed',
};

// Whether the reader himself is signed in at Microsoft for this.
export const maySend = (session: Onboarding | undefined, act: Act) => Boolean(session?.open && session.mine && session.acts.includes(act));

export const actWords: Record<Act, string> = {
  consent: 'consent in customers’ tenants',
  relationships: 'GDAP relationships',
  groups: 'groups of your directory',
  leaving: 'leaving Microsoft',
};

const statuses: Record<string, StateLook> = {
  created: { kind: 'queued', word: 'Not sent yet', color: 'gray' },
  approvalPending: { kind: 'queued', word: 'Waits for the customer', color: 'gray' },
  approved: { kind: 'syncing', word: 'Approved…', color: 'blue' },
  activating: { kind: 'syncing', word: 'Activating…', color: 'blue' },
  active: { kind: 'ok', word: 'Active', color: 'green' },
  expiring: { kind: 'gaps', word: 'Expiring', color: 'yellow' },
  expired: { kind: 'failed', word: 'Expired', color: 'red' },
  terminationRequested: { kind: 'failed', word: 'Ending…', color: 'red' },
  terminating: { kind: 'failed', word: 'Ending…', color: 'red' },
  terminated: { kind: 'failed', word: 'Terminated', color: 'red' },
};
export const relationshipLook = (status: string): StateLook => statuses[status] ?? { kind: 'unknown', word: status, color: 'violet' };

export function letsInWords(letsIn: Relationship['letsIn']): string {
  if (letsIn === 'application') return 'Lets Reeve in with application permissions';
  if (letsIn === 'delegated') return 'Lets Reeve in with delegated permissions only (Cloud Application Administrator alone)';
  return 'Lets Reeve not in: none of Global, Privileged Role and Cloud Application Administrator';
}

// Active relationships that do not have the group, as far as is known.
export const withoutGroup = (rows: Relationship[]) => rows.filter((one) => one.status === 'active' && one.hasOurGroup !== true);

// One customer a line: a name, or a name and a tenant id behind a comma.
export interface Invited {
  name: string;
  tenantId?: string;
}
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export function invitedFrom(text: string): { invited: Invited[]; wrong: string[] } {
  const invited: Invited[] = [];
  const wrong: string[] = [];
  for (const line of text.split('\n').map((one) => one.trim()).filter(Boolean)) {
    const comma = line.lastIndexOf(',');
    const name = (comma < 0 ? line : line.slice(0, comma)).trim();
    const tenantId = comma < 0 ? '' : line.slice(comma + 1).trim();
    if (comma >= 0 && guid.test(tenantId) && name) invited.push({ name, tenantId: tenantId.toLowerCase() });
    else if (comma < 0 || !/^[0-9a-f-]{20,}$/i.test(tenantId)) invited.push({ name: line });
    else wrong.push(line);
  }
  return { invited, wrong };
}
