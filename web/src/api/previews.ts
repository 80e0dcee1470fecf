// What the next sync of a tenant would do, as the API gives it.
export type Outcome = 'match' | 'create' | 'update' | 'unclear' | 'join' | 'hold' | 'held' | 'skip' | 'not-chosen';

export interface Preview {
  match: number;
  create: number;
  update?: number;
  unclear: number;
  join: number;
  hold?: number; // new, and held for review by the connection's policy
  held?: number; // held with many others by the safety limits
  skip: number;
  notChosen?: number;
}

export interface WholePreview extends Required<Preview> {
  linked: number;
  sentence: string;
  whole: boolean;
  gap: string | null;
  readAt: string | null;
  runId: number | null;
  firstSyncAcceptedAt: string | null;
}

export interface Candidate {
  contactId: number;
  name: string;
  emails: string[];
  evidence: string;
  linkedUser: string | null;
}

export interface FieldWrite {
  op: string;
  path: string;
  old: string;
  new: string;
}

export interface PreviewRow {
  outcome: Outcome;
  reason: string;
  title: string;
  name: string;
  userName: string;
  externalId: string;
  kind: string;
  addresses: string[];
  sentence: string;
  confidence: number;
  candidates: Candidate[];
  writes: FieldWrite[];
}
