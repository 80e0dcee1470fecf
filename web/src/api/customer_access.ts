// What the server says of getting into customers' tenants.

export type Act = 'consent' | 'relationships' | 'groups' | 'leaving';
export type StepState = 'waiting' | 'done' | 'already' | 'partly' | 'refused';

// One thing that was asked for of Microsoft, and how it ended.
export interface Step {
  state: StepState | null;
  sentence: string | null;
  remedy: string | null;
  detail: string | null;
  askedAt: string | null;
  endedAt: string | null;
}

export interface Role {
  id: string;
  name: string;
}

export interface Onboarding {
  open: boolean;
  mine: boolean;
  acts: Act[];
  signedInAs: string | null;
  expiresAt: string | null;
  waiting: number;
  group: { id: string; name: string; madeHere: boolean } | null;
  groupStep: Step | null;
  adminAgentsStep: Step | null;
  adminAgentsScript: string;
  serviceAccount: string | null;
  roles: Role[];
}

export interface OnboardingStep extends Step {
  act: 'consent' | 'assign' | 'invite' | 'group' | 'admin_agents';
  subject: string;
  name: string;
  facts: { link?: string } | null;
}

interface GrantedSide {
  known: boolean;
  granted: string[];
  missing: string[];
  extra: string[];
}

export interface CustomerConsent extends Step {
  name: string;
  entraTenantId: string;
  defaultDomain: string | null;
  ways: { way: string; state: 'open' | 'lost'; reason: string | null }[];
  open: boolean;
  readBy: 'application' | 'person' | 'none' | null;
  readBySentence: string | null;
  readByAt: string | null;
  facts: { application?: GrantedSide; delegated?: GrantedSide; kept?: string[]; removed?: string[] } | null;
  consentLink: string;
}

export interface Relationship {
  externalId: string;
  name: string;
  customerTenantId: string | null;
  customerName: string | null;
  status: string;
  duration: string;
  autoExtend: boolean;
  roles: Role[];
  groups: { id: string; status: string; roles: Role[] }[];
  groupsSeenAt: string | null;
  hasOurGroup: boolean | null;
  letsIn: 'application' | 'delegated' | 'no';
  madeHere: boolean;
  invitationLink: string | null;
  createdAt: string | null;
  activatedAt: string | null;
  endsAt: string | null;
  assignState: StepState | null;
  assignSentence: string | null;
  assignRemedy: string | null;
  assignDetail: string | null;
}

export interface SecurityGroup {
  groupId: string;
  name: string;
}
