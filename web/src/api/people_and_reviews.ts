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
  answers: ReviewAnswer[];
  answer: ReviewAnswer | null;
  answerAssetId: number | null;
  assetKind: string | null;
  decidedAt: string | null;
  decidedBy: string | null;
}

export type ReviewAnswer = 'accept' | 'reject' | 'link' | 'create' | 'ignore' | 'archive' | 'keep';

export interface ReviewSides {
  assetKind: string | null;
  candidates: { id: number; title: string; here: boolean; linkedTo: string[]; evidence: string[] }[];
  lines: { name: string; microsoft: string[]; documented: { values: string[]; same: boolean }[] }[];
  acts: { answer: ReviewAnswer; assetId: number | null; title: string; effect: string }[];
  proposed: number | null;
}

export interface ReviewAnswers {
  answered: number;
  left: number;
  refused: number[];
}
