// What the server tells of leaving Microsoft: a connection's leaving, and each grant of it.
export type LeavingState = 'listing' | 'listed' | 'revoking' | 'revoked' | 'removing' | 'undoing' | 'ended';

export interface LeavingCounts {
  tenants: number;
  tenantsWaiting: number;
  tenantsUnknown: number;
  tenantsAbsent: number;
  items: number;
  byReeve: number;
  selected: number;
  waiting: number;
  done: number;
  failed: number;
  left: number;
}

export interface Leaving {
  connectionId: number;
  connectionName: string;
  applicationId: string;
  state: LeavingState;
  ending: 'pause' | 'keep' | 'remove' | null;
  sentence: string | null;
  counts: LeavingCounts;
  removal: { tenants: number; records: number; madeBySync: number; edited: number } | null;
  others: { id: number; name: string }[];
  signedIn: string | null;
  unknownTenants: { tenantId: string; name: string; sentence: string | null; url: string }[];
  links: { title: string; sentence: string; url: string }[];
  canUndo: boolean;
}

export interface LeavingItem {
  leavingId: number;
  tenantId: string;
  tenantName: string;
  kind: 'delegated' | 'application' | 'group' | 'role';
  resourceName: string;
  what: string;
  byReeve: boolean;
  selected: boolean;
  state: 'listed' | 'waiting' | 'done' | 'failed' | 'left';
  sentence: string | null;
  url: string;
}
