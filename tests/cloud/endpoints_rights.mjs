// Rows of endpoints.mjs: roles of the directory, service principals and what they were granted.

const DELEGATED_ADMINISTRATION = '2832473f-ec63-45fb-976f-5d45a7d4bb91';  // of Microsoft; stands in no customer's tenant yet
export const applications = [
  { route: 'GET /servicePrincipals', keep: (answer, of) => {
    of.own = answer.value.find((one) => one.appId === of.application).id;
    of.graph = answer.value.find((one) => one.appId === '00000003-0000-0000-c000-000000000000').id;
  } },
  { route: 'GET /servicePrincipals/{}', args: (of) => [of.own] },
  { route: 'POST /servicePrincipals', body: () => ({ appId: DELEGATED_ADMINISTRATION }), status: 201, keep: (answer, of) => { of.added = answer.id; } },
  { route: 'GET /servicePrincipals/{}/appRoleAssignments', args: (of) => [of.own], keep: (answer, of) => {
    [of.assignment, of.appRole] = [answer.value[0].id, answer.value[0].appRoleId];
  } },
  { route: 'GET /servicePrincipals/{}/appRoleAssignedTo', args: (of) => [of.graph] },
  { route: 'DELETE /servicePrincipals/{}/appRoleAssignments/{}', args: (of) => [of.own, of.assignment], status: 204 },
  { route: 'POST /servicePrincipals/{}/appRoleAssignments', args: (of) => [of.own], status: 201,
    context: () => 'appRoleAssignments/$entity', because: 'written so in serviceprincipal-post-approleassignments--1.json',
    body: (of) => ({ principalId: of.own, resourceId: of.graph, appRoleId: of.appRole }), keep: (answer, of) => { of.assignment = answer.id; } },
  { route: 'DELETE /servicePrincipals/{}/appRoleAssignedTo/{}', args: (of) => [of.graph, of.assignment], status: 204 },
  { route: 'POST /servicePrincipals/{}/appRoleAssignedTo', args: (of) => [of.graph], status: 201,
    context: () => 'appRoleAssignments/$entity', because: 'as the address above',
    body: (of) => ({ principalId: of.own, resourceId: of.graph, appRoleId: of.appRole }) },
  { route: 'GET /oauth2PermissionGrants', keep: (answer, of) => { of.grant = answer.value[0].id; } },
  { route: 'GET /oauth2PermissionGrants/{}', args: (of) => [of.grant] },
  { route: 'GET /servicePrincipals/{}/oauth2PermissionGrants', args: (of) => [of.own] },
  { route: 'POST /groups', status: 201, keep: (answer, of) => { of.programs = answer.id; },
    body: () => ({ displayName: 'Programs', mailEnabled: false, mailNickname: 'programs', securityEnabled: true }) },
  { route: 'POST /groups/{}/members/$ref', args: (of) => [of.programs], status: 204,
    body: (of) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${of.own}` }) },
  { route: 'GET /servicePrincipals/{}/memberOf', args: (of) => [of.own] },
  { route: 'PATCH /oauth2PermissionGrants/{}', args: (of) => [of.grant], body: () => ({ scope: 'User.Read.All' }), status: 204 },
  { route: 'DELETE /oauth2PermissionGrants/{}', args: (of) => [of.grant], status: 204 },
  { route: 'POST /oauth2PermissionGrants', status: 201,
    body: (of) => ({ clientId: of.own, consentType: 'AllPrincipals', resourceId: of.graph, scope: 'User.Read.All' }) },
  { route: 'DELETE /servicePrincipals/{}', args: (of) => [of.added], status: 204 },
];

// The registration stands in the MSP's own tenant alone.
export const registrations = [
  { route: 'GET /applications', in: 'partner', keep: (answer, of) => { of.partner.registration = answer.value[0].id; } },
  { route: 'GET /applications/{}', in: 'partner', args: (of) => [of.partner.registration] },
  { route: 'POST /applications/{}/addPassword', in: 'partner', args: (of) => [of.partner.registration],
    body: () => ({ passwordCredential: { displayName: 'walk' } }), keep: (answer, of) => { of.partner.password = answer.keyId; } },
  { route: 'POST /applications/{}/removePassword', in: 'partner', args: (of) => [of.partner.registration],
    body: (of) => ({ keyId: of.partner.password }), status: 204 },
  { route: 'PATCH /applications/{}', in: 'partner', args: (of) => [of.partner.registration], body: () => ({ displayName: 'Reeve' }), status: 204 },
];

const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
const HELPDESK_ADMINISTRATOR = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const object = (of, id) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

export const roles = [
  { route: 'GET /directoryRoles', keep: (answer, of) => { of.role = answer.value.find((one) => one.displayName === 'Global Administrator').id; } },
  { route: 'GET /directoryRoles/{}', args: (of) => [of.role] },
  { route: 'GET /directoryRoles/{}/members', args: (of) => [of.role] },
  { route: 'POST /directoryRoles', body: () => ({ roleTemplateId: USER_ADMINISTRATOR }), status: 201, keep: (answer, of) => { of.activated = answer.id; } },
  { route: 'POST /directoryRoles/{}/members/$ref', args: (of) => [of.activated], body: (of) => object(of, of.user), status: 204 },
  { route: 'DELETE /directoryRoles/{}/members/{}/$ref', args: (of) => [of.activated, of.user], status: 204 },
  { route: 'GET /directoryRoleTemplates' },
  { route: 'GET /directoryRoleTemplates/{}', args: () => [USER_ADMINISTRATOR] },
  { route: 'GET /roleManagement/directory/roleDefinitions' },
  { route: 'GET /roleManagement/directory/roleDefinitions/{}', args: () => [USER_ADMINISTRATOR] },
  { route: 'POST /roleManagement/directory/roleAssignments', status: 201, keep: (answer, of) => { of.roleAssignment = answer.id; },
    body: (of) => ({ principalId: of.user, roleDefinitionId: HELPDESK_ADMINISTRATOR, directoryScopeId: '/' }) },
  { route: 'GET /roleManagement/directory/roleAssignments', also: ['?$expand=principal', '?$expand=roleDefinition'] },
  { route: 'GET /roleManagement/directory/roleAssignments/{}', args: (of) => [of.roleAssignment] },
  { route: 'DELETE /roleManagement/directory/roleAssignments/{}', args: (of) => [of.roleAssignment], status: 204 },
  { route: 'POST /roleManagement/directory/roleAssignmentScheduleRequests', in: 'premium', status: 201,
    body: (of) => ({ action: 'adminAssign', principalId: of.premium.user, roleDefinitionId: HELPDESK_ADMINISTRATOR, directoryScopeId: '/', justification: 'walk' }) },
  { route: 'POST /roleManagement/directory/roleEligibilityScheduleRequests', in: 'premium', status: 501, refused: 'eligible roles are not simulated',
    body: (of) => ({ action: 'adminAssign', principalId: of.premium.user, roleDefinitionId: HELPDESK_ADMINISTRATOR, directoryScopeId: '/' }) },
];
