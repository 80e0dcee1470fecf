// What the server says of people who come and go, and of what waits for a person.

export interface PersonEvent {
  at: string;
  before: string;
  after: string;
  tenantId: number;
  tenantName: string;
  recordId: number;
  runId: number | null;
}

export interface Review {
  tenantId: number;
  tenantName: string;
  kind: string;
  sentence: string;
  detail: unknown;
  state: string;
  recordId: number | null;
  runId: number | null;
  createdAt: string;
  verdict: 'waiting' | 'accepted' | 'rejected' | null;
}
