// Licenses as the API gives them: what was bought, who holds it, what each day looked like.

export interface UnknownFact {
  fact: 'mailbox' | 'sign_ins';
  count: number;
  sentence: string;
  remedy: string | null;
}

export interface License {
  name: string;
  partNumber: string;
  skuId: string;
  organizationId: number | null;
  organizationName: string | null;
  tenantId: number;
  tenantName: string;
  status: string;
  gone: boolean;
  free: boolean;
  active: number | null;
  consumed: number | null;
  unused: number | null;
  warning: number | null;
  suspended: number | null;
  lockedOut: number | null;
  holders: number;
  failedAssignments: number;
  waste: number;
  wasteDisabled: number;
  wasteSharedMailbox: number;
  wasteInactive: number;
  inactiveDays: number;
  unknown: UnknownFact[];
  countedAt: string;
}

export type WasteKind = 'disabled' | 'shared_mailbox' | 'inactive';

export interface LicenseHolder {
  name: string;
  userName: string;
  licenseId: number;
  product: string;
  recordId: number;
  contactId: number | null;
  tenantName: string;
  held: boolean;
  assigned: 'direct' | 'group' | 'direct_and_group';
  groups: { id: string; name: string | null }[];
  error: string | null;
  errorSentence: string | null;
  accountEnabled: boolean | null;
  mailbox: string | null;
  lastActiveAt: string | null;
  signedIn: boolean | null;
  waste: WasteKind | null;
  wasteSentence: string | null;
  inactiveDays: number;
}

export interface LicenseDay {
  day: string;
  licenseId: number;
  active: number | null;
  consumed: number | null;
  unused: number | null;
}

export interface LicenseSettings {
  inactiveDays: number;
  choices: number[];
}
