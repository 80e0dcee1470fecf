// What Reeve keeps of Microsoft: kinds of objects, the objects, and why something is missing.
import type { Tenant } from './resources';

export interface TypeState {
  type: string;
  state: 'complete' | 'partial' | 'absent' | 'not_asked';
  lastComplete: string | null;
  nextDue: string | null;
  reason: string | null;
  sentence: string | null;
  remedy: string | null;
}

export interface TenantWithTypes extends Tenant {
  types: TypeState[];
}

export interface DataTypeField {
  name: string;
  label: string;
  kind: string;
  shown: boolean;
}

export interface DataType {
  name: string;
  title: string;
  permissions: string[];
  plan: string | null;
  howOften: string;
  slow: boolean;
  fields: DataTypeField[];
}

export interface MicrosoftRecord {
  tenantId: number;
  type: string;
  externalId: string;
  title: string;
  body: Record<string, unknown> | null;
  firstSeen: string;
  changedAt: string;
  goneAt: string | null;
  notChosen: string | null;
  notChosenWhy: string | null;
  manageUrl: string | null;
}
