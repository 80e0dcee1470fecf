// Rows of endpoints.mjs: what an MSP sees and does with its customers (contracts, delegated administration).

const RELATIONSHIPS = 'tenantRelationships/delegatedAdminRelationships';
const ALONE = 'written without its parent in the published beta-delegatedadmin*.json';
const roles = (...ids) => ({ unifiedRoles: ids.map((roleDefinitionId) => ({ roleDefinitionId })) });
const GLOBAL_READER = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const REPORTS_READER = '4a5d8f65-41da-4de4-8968-e035b65339cf';
const at = (rest, row) => ({ route: rest.replace(' ', ` /${RELATIONSHIPS}`), in: 'partner', ...row });
const matching = (of) => ({ 'If-Match': of.etag });

const wish = (displayName) => at('POST ', { status: 201, body: (of) => ({ displayName, duration: 'P730D', autoExtendDuration: 'PT0S', customer: { tenantId: of.tenant },
  accessDetails: roles(GLOBAL_READER, REPORTS_READER) }), keep: (answer, of) => { [of.wish, of.etag] = [answer.id, answer['@odata.etag']]; } });

export const partner = [
  { route: 'GET /contracts', in: 'partner', keep: (answer, of) => { of.contract = answer.value[0].id; } },
  { route: 'GET /contracts/{}', in: 'partner', args: (of) => [of.contract] },
  { route: 'GET /tenantRelationships/delegatedAdminCustomers', in: 'partner' },
  { route: 'GET /tenantRelationships/delegatedAdminCustomers/{}', in: 'partner', args: (of) => [of.tenant] },
  { route: 'GET /tenantRelationships/delegatedAdminCustomers/{}/serviceManagementDetails', in: 'partner', args: (of) => [of.tenant],
    context: (of) => `delegatedAdminCustomers/${of.tenant}/serviceManagementDetails`, because: 'written so in beta-delegatedadmincustomer-list-servicemanagementdetails--1.json' },
  at('GET ', { keep: (answer, of) => { of.relationship = answer.value[0].id; } }),
  at('GET /{}', { args: (of) => [of.relationship] }),
  wish('Walk'),
  at('PATCH /{}', { args: (of) => [of.wish], headers: matching, body: () => ({ displayName: 'Walk on' }), keep: (answer, of) => { of.etag = answer['@odata.etag']; } }),
  at('DELETE /{}', { args: (of) => [of.wish], headers: matching, status: 204 }),
  wish('Walk to the customer'),
  at('POST /{}/requests', { args: (of) => [of.wish], status: 201, body: () => ({ action: 'lockForApproval' }), keep: (answer, of) => { of.request = answer.id; },
    context: () => 'requests/$entity', because: ALONE }),
  at('GET /{}/requests', { args: (of) => [of.wish], context: () => 'requests', because: ALONE }),
  at('GET /{}/requests/{}', { args: (of) => [of.wish, of.request], context: () => 'requests/$entity', because: ALONE }),
  at('GET /{}/accessAssignments', { args: (of) => [of.relationship], context: () => 'accessAssignments', because: ALONE,
    keep: (answer, of) => { of.otherGroup = of.partner.groups.find((one) => one.securityEnabled && !one.groupTypes.includes('Unified') && answer.value.every((access) => access.accessContainer.accessContainerId !== one.id))?.id; } }),
  at('POST /{}/accessAssignments', { args: (of) => [of.relationship], status: 201, context: () => 'accessAssignments/$entity', because: ALONE,
    body: (of) => ({ accessContainer: { accessContainerId: of.otherGroup, accessContainerType: 'securityGroup' }, accessDetails: roles(GLOBAL_READER) }),
    keep: (answer, of) => { [of.access, of.etag] = [answer.id, answer['@odata.etag']]; } }),
  at('PATCH /{}/accessAssignments/{}', { args: (of) => [of.relationship, of.access], headers: matching, status: 202, stream: 'Location',
    body: () => ({ accessDetails: roles(REPORTS_READER) }) }),
  at('GET /{}/accessAssignments/{}', { args: (of) => [of.relationship, of.access], context: () => 'accessAssignments/$entity', because: ALONE,
    keep: (answer, of) => { of.etag = answer['@odata.etag']; } }),
  at('GET /{}/operations', { args: (of) => [of.relationship], context: () => 'operations', because: ALONE, keep: (answer, of) => { of.operation = answer.value[0].id; } }),
  at('GET /{}/operations/{}', { args: (of) => [of.relationship, of.operation], context: () => 'operations/$entity', because: ALONE }),
  at('DELETE /{}/accessAssignments/{}', { args: (of) => [of.relationship, of.access], headers: matching, status: 204 }),
  { route: 'GET /tenantRelationships/{}', in: 'partner', path: (of) => `/tenantRelationships/findTenantInformationByTenantId(tenantId='${of.tenant}')` },
];
