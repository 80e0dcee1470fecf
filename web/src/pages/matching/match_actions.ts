// What a person decides about a tenant on the matching page, each with its undo.
import { useQueryClient } from '@tanstack/react-query';
import { write, type Item } from '../../api/client';
import { refresh } from '../../api/queries';
import type { Tenant } from '../../api/resources';
import { tellError } from '../../parts/error_notice';
import { tellUndo } from '../../parts/tell_undo';
import { count } from '../../parts/words';
import { touchedBySync } from '../integrations/tenant_actions';

type Decision = { action: string } | { organizationId: number };

export function useMatching() {
  const client = useQueryClient();
  const after = () => refresh(client, ...touchedBySync, '/api/organizations');
  const send = (id: string, decision: Decision) => write<Tenant>('POST', `/api/tenants/${id}/match`, 'tenants', { ...decision });

  // Takes the decision back to how the tenant was before.
  const undo = (before: Item<Tenant>, done: string) => async () => {
    try {
      if (before.organizationId !== null) await send(before.id, { organizationId: before.organizationId });
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

  return {
    accept: (tenant: Item<Tenant>) =>
      decide(tenant, { action: 'accept_suggestion' }, 'match', `${tenant.name} is matched to ${tenant.suggestion?.organizationName ?? 'the suggestion'}`),
    matchTo: (tenant: Item<Tenant>, organization: { id: string; name: string }) =>
      decide(tenant, { organizationId: Number(organization.id) }, 'match', `${tenant.name} is matched to ${organization.name}`),
    create: (tenant: Item<Tenant>) => decide(tenant, { action: 'create' }, 'match', `Organization ${tenant.name} is created and matched`),
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
