// What a person decides about a tenant on the matching page, each with its undo.
import { useQueryClient } from '@tanstack/react-query';
import { write, type Item } from '../../api/client';
import { refresh } from '../../api/queries';
import type { Tenant } from '../../api/resources';
import { tellError } from '../../parts/error_notice';
import { tellUndo } from '../../parts/tell_undo';
import { count } from '../../parts/words';
import { touchedBySync } from '../integrations/tenant_actions';

type Decision = { action: string; confirmed?: boolean } | { organizationId: number };

export interface NearestName {
  organizationId: number;
  name: string;
  score: number;
  alike: boolean;
}
export interface MovedAsset {
  kind: string;
  id: number;
  name: string;
  act: 'move' | 'unlink' | 'ask';
}
export interface MatchEffect {
  moves: number;
  unlinks: number;
  asks: number;
  assets: MovedAsset[];
  nearest: NearestName[];
}
// What a person is shown before the match is changed, or before another organization of nearly the same name is made.
export interface Question {
  tenant: Item<Tenant>;
  organization: Organization | null; // null: a new one
  effect: MatchEffect;
}

const effectOf = async (tenant: string, organization?: string) =>
  (await write<MatchEffect>('POST', `/api/tenants/${tenant}/match_effect`, 'match-effects', organization ? { organizationId: Number(organization) } : {})).item;

type Organization = { id: string; name: string };
type MatchTo = (tenant: Item<Tenant>, organization: Organization) => Promise<void>;
type Create = (tenant: Item<Tenant>, nearest: NearestName[], confirmed: boolean) => Promise<void>;

// What is shown to a person first, where it has an effect or a name that is there already.
function askedFirst(ask: (question: Question) => void, matchTo: MatchTo, create: Create) {
  const trying = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      tellError(error);
    }
  };
  return {
    matchTo: (tenant: Item<Tenant>, organization: Organization) =>
      trying(async () => {
        if (tenant.organizationId === null) return matchTo(tenant, organization);
        const effect = await effectOf(tenant.id, organization.id);
        if (effect.moves + effect.unlinks + effect.asks > 0) return ask({ tenant, organization, effect });
        return matchTo(tenant, organization);
      }),
    create: (tenant: Item<Tenant>) =>
      trying(async () => {
        const effect = await effectOf(tenant.id);
        if (effect.nearest.some((one) => one.alike)) return ask({ tenant, organization: null, effect });
        return create(tenant, effect.nearest, false);
      }),
  };
}

export function useMatching(ask: (question: Question) => void = () => undefined) {
  const client = useQueryClient();
  const after = () => refresh(client, ...touchedBySync, '/api/organizations');
  const send = (id: string, decision: Decision) => write<Tenant>('POST', `/api/tenants/${id}/match`, 'tenants', { ...decision });

  // Takes the decision back to how the tenant was before.
  const undo = (before: Item<Tenant>, done: string) => async () => {
    try {
      if (done === 'change') await write<Tenant>('POST', `/api/tenants/${before.id}/undo_match`, 'tenants');
      else if (before.organizationId !== null) await send(before.id, { organizationId: before.organizationId });
      else if (done === 'ignore') await send(before.id, { action: 'unignore' });
      else if (done === 'unignore') await send(before.id, { action: 'ignore' });
      else await send(before.id, { action: 'unmatch' });
      await after();
    } catch (error) {
      tellError(error);
    }
  };

  const decide = async (tenant: Item<Tenant>, decision: Decision, done: string, words: string) => {
    try {
      await send(tenant.id, decision);
      await after();
      tellUndo(words, undo(tenant, done));
    } catch (error) {
      tellError(error);
    }
  };

  const matchTo: MatchTo = (tenant, organization) =>
    decide(tenant, { organizationId: Number(organization.id) }, tenant.organizationId === null ? 'match' : 'change', `${tenant.name} is matched to ${organization.name}`);
  const create: Create = (tenant, nearest, confirmed) => {
    const names = nearest.map((one) => one.name).join(', ');
    return decide(tenant, { action: 'create', confirmed }, 'match', `Organization ${tenant.name} is created and matched.${names ? ` Nearest names: ${names}.` : ''}`);
  };
  return {
    answer: (question: Question) =>
      question.organization === null ? create(question.tenant, [], true) : matchTo(question.tenant, question.organization),
    accept: (tenant: Item<Tenant>) =>
      decide(tenant, { action: 'accept_suggestion' }, 'match', `${tenant.name} is matched to ${tenant.suggestion?.organizationName ?? 'the suggestion'}`),
    ...askedFirst(ask, matchTo, create),
    ignore: (tenant: Item<Tenant>) => decide(tenant, { action: 'ignore' }, 'ignore', `${tenant.name} is ignored`),
    unignore: (tenant: Item<Tenant>) => decide(tenant, { action: 'unignore' }, 'unignore', `${tenant.name} is no longer ignored`),
    unmatch: (tenant: Item<Tenant>) => decide(tenant, { action: 'unmatch' }, 'unmatch', `${tenant.name} has no organization any more`),
    acceptAll: async (minimumScore: number) => {
      try {
        const { meta } = await write('POST', '/api/tenants/match_all', 'tenants', { minimumScore });
        await after();
        return { matched: Number(meta.matched ?? 0), unclear: Number(meta.unclear ?? 0) };
      } catch (error) {
        tellError(error);
        return null;
      }
    },
  };
}
export type Matching = ReturnType<typeof useMatching>;

export function acceptedWords({ matched, unclear }: { matched: number; unclear: number }): string {
  const left = unclear > 0 ? ` ${count(unclear, 'tenant')} claim the same organization equally well; decide those one by one.` : '';
  return matched > 0 ? `${count(matched, 'suggestion')} accepted.${left}` : `No suggestion is that sure.${left}`;
}
