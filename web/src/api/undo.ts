// History, undo, merge and split as the API answers them.

export interface Stayed {
  assetKind: string;
  assetId: number;
  assetName: string;
  path: string;
  reason: string;
  sentence: string;
}

export interface Undo {
  what: 'change' | 'asset' | 'run' | 'undo';
  subjectId: number;
  state: 'preview' | 'working' | 'done' | 'failed';
  sentence: string | null;
  accountName: string | null;
  assets: number;
  restored: number;
  archived: number;
  unarchived: number;
  unlinked: number;
  linked: number;
  relations: number;
  stayed: number;
  complete: boolean;
  leftAsIs: Stayed[];
  startedAt: string | null;
  finishedAt: string | null;
}

export interface MergeField {
  field: string;
  survivor: string | null;
  other: string | null;
  result: string | null;
  chosen: 'survivor' | 'other';
  conflict: boolean;
}

export interface MergePreview {
  survivorId: number;
  otherId: number;
  fields: MergeField[];
  emails: number;
  phones: number;
  links: number;
  relations: number;
  reviews: number;
  others: number;
}

export interface Merge {
  survivorId: number;
  otherId: number;
  otherName: string;
  accountName: string | null;
  at: string;
  leftAsIs: string[];
}

export interface Change {
  at: string;
  actor: string;
  accountId?: number | null;
  accountName?: string | null;
  runId?: number | null;
  op: string;
  path: string;
  old: string | null;
  new: string | null;
  undoId?: number | null;
  undoneById?: number | null;
}
