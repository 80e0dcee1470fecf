// Words of customer access: nothing unknown is shown as "no".
import { describe, expect, it } from 'vitest';
import type { Onboarding, Relationship } from '../../api/customer_access';
import { invitedFrom, letsInWords, maySend, readByLook, relationshipLook, stepLook, withoutGroup } from './customer_access_words';

const session = (values: Partial<Onboarding>): Onboarding => ({
  open: true,
  mine: true,
  acts: ['consent'],
  signedInAs: 'admin@msp.example',
  expiresAt: null,
  waiting: 0,
  group: null,
  groupStep: null,
  adminAgentsStep: null,
  adminAgentsScript: '',
  serviceAccount: null,
  roles: [],
  ...values,
});

describe('customer access', () => {
  it('tells unknown from not allowed', () => {
    expect(readByLook({ readBy: null }).kind).toBe('unknown');
    expect(readByLook({ readBy: 'none' }).word).toBe('Not allowed');
    expect(readByLook({ readBy: 'application' }).kind).toBe('ok');
    expect(readByLook({ readBy: 'person' }).word).toBe('As the service account');
  });
  it('lets only the one who signed in act, and only for what he signed in', () => {
    expect(maySend(session({}), 'consent')).toBe(true);
    expect(maySend(session({}), 'groups')).toBe(false);
    expect(maySend(session({ mine: false }), 'consent')).toBe(false);
    expect(maySend(session({ open: false }), 'consent')).toBe(false);
    expect(maySend(undefined, 'consent')).toBe(false);
  });
  it('has a look for each state', () => {
    expect(stepLook('already')).toMatchObject({ kind: 'ok', word: 'Already there' });
    expect(stepLook('partly').kind).toBe('gaps');
    expect(relationshipLook('approvalPending').word).toBe('Waits for the customer');
    expect(relationshipLook('somethingNew')).toMatchObject({ kind: 'unknown', word: 'somethingNew' });
    expect(letsInWords('delegated')).toContain('delegated permissions only');
  });
  it('offers the group to active relationships that are not known to have it', () => {
    const row = (status: string, hasOurGroup: boolean | null) => ({ status, hasOurGroup }) as Relationship;
    expect(withoutGroup([row('active', true), row('active', false), row('active', null), row('expired', false)])).toHaveLength(2);
  });
  it('reads customers to invite, one a line', () => {
    expect(invitedFrom('Contoso\n\n Fabrikam, Inc. , 11111111-2222-3333-4444-555555555555 \nSmith, Jones & Co\nX, 1111-2222-3333-4444-5555')).toEqual({
      invited: [{ name: 'Contoso' }, { name: 'Fabrikam, Inc.', tenantId: '11111111-2222-3333-4444-555555555555' }, { name: 'Smith, Jones & Co' }],
      wrong: ['X, 1111-2222-3333-4444-5555'],
    });
  });
});
