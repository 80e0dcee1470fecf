// The wizard's rules: its steps, what each needs before the next, and what the copy buttons copy. Pure.
import type { ConnectionGrant, ConnectionTier, GrantSide, TierPermission } from '../../api/resources';

export const wizardSteps = ['kind', 'tier', 'registration', 'credentials'] as const;
export type WizardStep = (typeof wizardSteps)[number];

export const stepTitles: Record<WizardStep, string> = {
  kind: 'What to connect',
  tier: 'Permissions',
  registration: 'App registration',
  credentials: 'Credentials',
};

export interface WizardChoice {
  kind?: 'partner' | 'direct' | undefined;
  tier?: string | undefined;
}

export const kindOf = (text: string | undefined): WizardChoice['kind'] => (text === 'partner' || text === 'direct' ? text : undefined);

// The step that the address names, or the last one before it whose question is answered.
export function stepOf(wanted: string | undefined, choice: WizardChoice): WizardStep {
  const step = wizardSteps.find((one) => one === wanted) ?? 'kind';
  if (!choice.kind) return 'kind';
  if (!choice.tier && wizardSteps.indexOf(step) > wizardSteps.indexOf('tier')) return 'tier';
  return step;
}

export const stepAfter = (step: WizardStep): WizardStep => wizardSteps[Math.min(wizardSteps.indexOf(step) + 1, wizardSteps.length - 1)]!;
export const stepBefore = (step: WizardStep): WizardStep => wizardSteps[Math.max(wizardSteps.indexOf(step) - 1, 0)]!;

// The day so many months after `from`, as a date field has it; the month's last day where it is shorter.
export function monthsLater(from: Date, months: number): string {
  const day = new Date(Date.UTC(from.getFullYear(), from.getMonth() + months, 1));
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(from.getDate(), last));
  return day.toISOString().slice(0, 10);
}

export const choosable = (tiers: ConnectionTier[]) => tiers.filter((tier) => tier.choosable);

const placeWords: Record<TierPermission['place'], string> = {
  every_tenant: 'Every tenant',
  own_tenant: 'Sign-in',
  partner_tenant: 'Your tenant only',
};
export const placeWord = (permission: TierPermission, kind: string) =>
  permission.place === 'every_tenant' && kind === 'direct' ? 'The tenant' : placeWords[permission.place];

export const kindWords = (permission: TierPermission) =>
  [permission.applicationId && 'Application', permission.delegatedId && 'Delegated'].filter(Boolean).join(' and ');

// One line an id, ready for a ticket or a spreadsheet: name, kind, id.
export function copyLines(tier: ConnectionTier): string {
  const permissions = tier.permissions.flatMap((one) => [
    ...(one.applicationId ? [[one.name, 'application', one.applicationId]] : []),
    ...(one.delegatedId ? [[one.name, 'delegated', one.delegatedId]] : []),
  ]);
  const roles = [
    ...tier.gdapRoles.map((role) => [role.name, 'GDAP role', role.id ?? '']),
    ...tier.principalRoles.map((role) => [role.name, 'directory role of the application', role.id ?? '']),
  ];
  return [...permissions, ...roles].map((row) => row.join('\t')).join('\n');
}

// What a tier has that the one below it had not.
export function addedNames(tiers: ConnectionTier[], name: string): string[] {
  const at = tiers.findIndex((tier) => tier.name === name);
  const tier = tiers[at];
  if (!tier) return [];
  const below = at > 0 && !tier.moreThanNeeded ? new Set(tiers[at - 1]!.permissions.map((one) => one.name)) : new Set<string>();
  return tier.permissions.filter((one) => one.place !== 'own_tenant' && !below.has(one.name)).map((one) => one.name);
}

export const grantColors: Record<ConnectionGrant['state'], string> = { fine: 'green', missing: 'red', more: 'yellow', unknown: 'violet' };
export const grantTitles: Record<ConnectionGrant['state'], string> = {
  fine: 'Exactly what is needed is granted',
  missing: 'Permissions are missing',
  more: 'More is granted than needed',
  unknown: 'What is granted is not known',
};

export interface GrantRow {
  name: string;
  mark: 'granted' | 'missing' | 'extra';
}
// Missing ones first: they want something done. What is too much is one line, however much it is.
export const grantRows = (side: GrantSide): GrantRow[] => [
  ...side.missing.map((name) => ({ name, mark: 'missing' as const })),
  ...side.granted.map((name) => ({ name, mark: 'granted' as const })),
  ...(side.extra.length > 0 ? [{ name: side.extra.join(', '), mark: 'extra' as const }] : []),
];
