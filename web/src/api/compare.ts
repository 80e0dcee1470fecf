// Documentation beside Microsoft, as the API gives it: one row a field.

export type CompareState = 'same' | 'differs' | 'kept' | 'only_ours' | 'unknown';

export interface Comparison {
  assetKind: string;
  assetId: number;
  assetName: string;
  organizationId: number;
  field: string;
  label: string;
  state: CompareState;
  ours: string | null;
  source: string | null;
  sourceAt: string | null;
  locked: boolean;
  microsoft: string | null;
  asOf: string | null;
  reason: string | null;
  rule: 'people_win' | 'microsoft_wins' | 'leave_alone';
  recordTitle: string;
  tenantName: string;
}

export type CompareAct = 'take' | 'keep' | 'release';

export interface CompareAnswer {
  done: number;
  left: number;
  notDone: { assetKind: string; assetId: number; field: string; sentence: string }[];
}
