// What the API's resources hold, as this page reads them (the server's OpenAPI document has the last word).
import type { EntraFact } from './entra';
import type { Preview } from './previews';

export type Role = 'administrator' | 'manager' | 'editor' | 'creator' | 'lite';

export interface Session {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  csrf: string;
  publicUrl: string;
}

export interface WelcomeLink {
  purpose: 'first' | 'invite' | 'reset';
  email: string;
  firstName?: string;
  lastName?: string;
}

export interface Account {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  state: 'invited' | 'active' | 'disabled';
  lastLoginAt: string | null;
  createdAt: string;
  version: number;
}

export interface ApiKey {
  name: string;
  prefix: string;
  role: Role;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt?: string | null;
}

export interface AuditRow {
  at: string;
  actor: string;
  accountId?: number | null;
  accountName?: string | null;
  address: string | null;
  action: string;
  subjectKind: string;
  subject?: number | null;
  subjectId?: number | null;
  subjectName?: string | null;
  before?: unknown;
  after?: unknown;
  detail: unknown;
}

export interface Organization {
  name: string;
  shortName: string | null;
  description: string | null;
  alert: string | null;
  quickNotes: string | null;
  archived: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface ContactEmail {
  value: string;
  primary: boolean;
  labelName: string | null;
  source?: string;
}
export interface ContactPhone extends ContactEmail {
  extension: string | null;
}

export interface Contact {
  organizationId: number;
  organizationName: string;
  name: string;
  firstName: string;
  lastName: string;
  title: string | null;
  contactTypeName: string | null;
  locationId: number | null;
  locationName: string | null;
  important: boolean;
  notes: string | null;
  contactEmails: ContactEmail[];
  contactPhones: ContactPhone[];
  archived: boolean;
  microsoftState: string | null;
  microsoftStateSince: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface OverlayRecord {
  recordId: number;
  tenantId: number;
  tenantName: string;
  type: string;
  reason: string;
  confidence: number;
  manageUrl: string | null;
  changedAt: string | null;
  goneAt: string | null;
  notChosenWhy: string | null;
  lastComplete: string | null;
}
export interface OverlayRow {
  field: string;
  label: string;
  ours: unknown;
  source: string | null;
  sourceAt: string | null;
  locked: boolean;
  rule: 'people_win' | 'microsoft_wins' | 'leave_alone';
  microsoft: unknown;
  differs: boolean;
  ageAt: string | null;
  reason: string | null;
}
export interface OverlayFact {
  name: string;
  label: string;
  value: unknown;
  at: string | null;
  reason: string | null;
}
export interface Overlay {
  records: OverlayRecord[];
  rows: OverlayRow[];
  facts: OverlayFact[];
  entra: EntraFact[];
  entraOff: string | null;
}

// Credentials that no sign-in has proven yet; without a kind only the application changes.
export interface PendingCredentials {
  applicationId: string;
  credentialKind: 'secret' | 'certificate' | null;
  certificate: string | null;
  certificateThumbprint: string | null;
  secretExpiresOn: string | null;
  createdAt: string;
}

export interface Connection {
  kind: 'partner' | 'direct';
  name: string;
  cloud: string;
  applicationId: string;
  directoryId: string;
  state: 'new' | 'connected' | 'reconnect' | 'paused' | 'disconnected';
  stateSentence: string | null;
  remedy: string | null;
  detail: string | null;
  serviceAccount: string | null;
  createContacts: 'create' | 'hold';
  newTenants: 'read' | 'new';
  tier: string;
  secretExpiresOn: string | null;
  expiresSource: 'person' | 'microsoft' | null;
  hasSecret: boolean;
  credentialKind: 'secret' | 'certificate';
  certificate: string | null;
  certificateThumbprint: string | null;
  mfa: 'yes' | 'unknown';
  pendingCredentials: PendingCredentials | null;
  redirectUri: string;
  connectedAt: string | null;
  discoveredAt: string | null;
  tenants?: {
    total: number;
    matched: number;
    unmatched: number;
    ok: number;
    failed: number;
    held: number;
    syncing: number; // under way or queued
    running?: number;
    queued?: number;
    gaps?: number;
    paused?: number;
    unknown?: number;
    quarantined?: number;
    startsAt?: string | null; // the earliest of those that are queued
  };
  status: string;
  pausedAt?: string | null;
  pausedBy?: string | null;
  version: number;
}

export interface TierPermission {
  name: string;
  api: string;
  apiName: string;
  applicationId: string | null;
  delegatedId: string | null;
  place: 'every_tenant' | 'own_tenant' | 'partner_tenant';
  why: string;
  act: string | null;
}
export interface TierRole {
  name: string;
  id: string | null;
  why: string;
}
export interface TierStep {
  name: string;
  title: string;
  text: string;
  copies: { label: string; value: string }[];
}
export interface ConnectionTier {
  kind: Connection['kind'];
  name: string;
  title: string;
  summary: string;
  choosable: boolean;
  moreThanNeeded: boolean;
  permissions: TierPermission[];
  gdapRoles: TierRole[];
  principalRoles: TierRole[];
  notes: string[];
  lacks: string[];
  audience: string;
  redirectUri: string;
  steps: TierStep[];
  powershell: string | null;
  azCli: string | null;
}

export interface GrantSide {
  known: boolean;
  sentence: string | null;
  granted: string[];
  missing: string[];
  extra: string[];
}
export interface ConnectionGrant {
  tier: string;
  state: 'fine' | 'missing' | 'more' | 'unknown';
  sentence: string;
  remedy: string | null;
  application: GrantSide;
  delegated: GrantSide;
  readAt: string;
}

export type DoctorState = 'ok' | 'attention' | 'broken' | 'unknown';

export interface DoctorFinding {
  check: string;
  title: string;
  state: DoctorState;
  sentence: string;
  remedy: string;
  waitsFor: string;
  features: string[];
}

export interface DoctorFeature {
  name: string;
  title: string;
  state: DoctorState;
}

export interface DoctorTenant {
  tenantId: number;
  name: string;
  state: DoctorState;
  broken: number;
  attention: number;
  unknown: number;
  checkedAt: string;
}

export interface DoctorReport {
  connectionId: number;
  tenantId: number | null;
  name: string;
  state: DoctorState;
  checkedAt: string | null;
  checking: boolean;
  features: DoctorFeature[];
  findings: DoctorFinding[];
  tenants: DoctorTenant[];
}

export interface TraceLink {
  from: string;
  to: string;
  state: DoctorState;
  check: string;
  sentence: string;
  remedy: string;
}

export interface DoctorTrace {
  connectionId: number;
  tenantId: number;
  name: string;
  checkedAt: string | null;
  parts: { kind: string; label: string }[];
  links: TraceLink[];
}

export interface ManageTemplate {
  cloud: string;
  subject: string;
  title: string;
  text: string;
  defaultText: string;
  edited: boolean;
  otherHost: boolean;
  variables: string[];
  choices: { title: string; text: string }[];
}

export interface Suggestion {
  organizationId: number;
  organizationName: string;
  score: number;
  evidence: string;
}

export interface LastRun {
  id: number;
  state: string;
  sentence: string | null;
  at: string | null;
}

export interface Tenant {
  entraTenantId: string;
  name: string;
  defaultDomain: string | null;
  organizationId: number | null;
  organizationName: string | null;
  state: 'new' | 'read' | 'active' | 'ignored';
  own: boolean;
  reason: string | null;
  wayIn: string | null;
  readBy: 'application' | 'person' | 'none' | null;
  readBySentence: string | null;
  connectionId: number | null;
  matchedHow: string | null;
  matchedAt: string | null;
  firstSyncAcceptedAt: string | null;
  lastGoodSyncAt: string | null;
  lastRun: LastRun | null;
  status: string;
  statusSince: string | null;
  statusSentence: string | null;
  statusRemedy: string | null;
  startsAt: string | null; // while it is queued
  nextDue: string | null;
  failures: number;
  quarantinedAt: string | null;
  pausedAt: string | null;
  pausedBy: string | null;
  suggestion: Suggestion | null;
  preview?: Preview | null;
  manageUrl: string | null;
  ways?: TenantWay[]; // only where one tenant is shown
}

export interface TenantWay {
  connectionId: number;
  way: string;
  state: 'open' | 'lost';
  reason: string | null;
}

export interface Run {
  tenantId: number;
  tenantName: string;
  state: string;
  reason: string | null;
  sentence: string | null;
  remedy: string | null;
  detail: string | null;
  startedBy: string;
  dryRun: boolean;
  way: string | null;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  startsAt: string | null;
  requests: number;
  batched: number;
  counts: RunCounts | null;
}

export interface RunCounts {
  types?: Record<string, Record<string, number | string>>;
  contacts?: Record<string, number>;
  configurations?: Record<string, number>;
  preview?: Preview;
  previewConfigurations?: Record<string, number>;
}

export interface RunEvent {
  tenantId: number;
  tenantName?: string;
  runId: number;
  at: string;
  kind: string;
  type: string | null;
  code: string;
  sentence: string;
  remedy: string | null;
  data: { done?: number; about?: number } & Record<string, unknown>;
  runState?: string;
}

export type { PersonEvent, Review, ReviewAnswer, ReviewAnswers, ReviewSides } from './people_and_reviews';

export type NoticeKind = 'connection_lost' | 'expiring' | 'tenant_failing' | 'tenant_held' | 'reviews_waiting';

export interface Notice {
  kind: NoticeKind;
  severity: 'info' | 'warning' | 'critical';
  state: 'open' | 'mended';
  title: string;
  sentence: string;
  remedy: string | null;
  path: string;
  connectionId: number | null;
  tenantId: number | null;
  mendedSentence: string | null;
  openedAt: string;
  mendedAt: string | null;
  muted: boolean;
}

export interface NoticeSettings {
  accountEmail: string;
  email: string | null;
  mailKinds: NoticeKind[];
  webhookKinds: NoticeKind[];
  webhookFormat: 'teams' | 'json';
  hasWebhook: boolean;
  digestHour: number;
  timeZone: string | null;
  defaultTimeZone: string;
  mailServer: boolean;
}

export interface NoticeDelivery {
  noticeId: number;
  title: string;
  kind: NoticeKind;
  event: 'open' | 'mended';
  accountId: number;
  accountName: string;
  channel: 'mail' | 'teams' | 'json';
  state: 'waiting' | 'claimed' | 'handed' | 'sent' | 'unsure' | 'gave_up' | 'dropped';
  attempts: number;
  lastError: string | null;
  nextTryAt: string;
  createdAt: string;
  endedAt: string | null;
}

export interface Status {
  reviews: number;
  reviewsByKind: Record<string, number>;
  tenants: { total: number; matched: number; unmatched: number; byState: Record<string, number> };
  organizations: number;
  contacts: number;
  runs: { queued: number; syncing: number };
}
