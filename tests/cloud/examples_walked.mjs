// Rows of examples.mjs that are compared with what the walk through endpoints.mjs was answered.

const walked = (file, route, without = {}, more = {}) => ({ file, walked: route, without, ...more });
const ODATA_ID = { '/@odata.id': 'comes with odata.metadata=full, which the page does not mention' };
const NO_UNITS = 'administrative units and single objects as scopes are not simulated; the answer has the form of the first example';
const PRINCIPALS = '/servicePrincipals';
const ROLES = '/roleManagement/directory';
const RELATIONSHIP = '/tenantRelationships/delegatedAdminRelationships/{}';

const INHERITED = Object.fromEntries(['description', 'displayName', 'isBuiltIn', 'isEnabled', 'resourceScopes', 'templateId', 'version', 'rolePermissions']
  .map((name) => [`/inheritsPermissionsFrom[]/${name}`, 'this cloud gives the inherited role by its id, expanded or not']));

export const rights = [
  walked('application-get--1.json', 'GET /applications/{}'),
  walked('serviceprincipal-list--1.json', `GET ${PRINCIPALS}`),
  walked('serviceprincipal-get--1.json', `GET ${PRINCIPALS}/{}`, { '/endpoints': 'a navigation property, which comes with $expand only (CSDL)' }),
  walked('serviceprincipal-post-serviceprincipals--1.json', `POST ${PRINCIPALS}`),
  walked('serviceprincipal-list-memberof--1.json', `GET ${PRINCIPALS}/{}/memberOf`),
  walked('serviceprincipal-list-approleassignedto--1.json', `GET ${PRINCIPALS}/{}/appRoleAssignedTo`),
  walked('serviceprincipal-post-approleassignments--1.json', `POST ${PRINCIPALS}/{}/appRoleAssignments`),
  walked('serviceprincipal-list-oauth2permissiongrants--1.json', `GET ${PRINCIPALS}/{}/oauth2PermissionGrants`),
  walked('oauth2permissiongrant-get--1.json', 'GET /oauth2PermissionGrants/{}', ODATA_ID),
  walked('oauth2permissiongrant-post--1.json', 'POST /oauth2PermissionGrants'),
  walked('directoryrole-get--1.json', 'GET /directoryRoles/{}'),
  walked('directoryrole-get--2.json', 'GET /directoryRoles/{}'),
  walked('directoryrole-post-directoryroles--1.json', 'POST /directoryRoles'),
  walked('directoryrole-post-members--1.http', 'POST /directoryRoles/{}/members/$ref'),
  walked('directoryrole-post-members--2.http', 'POST /directoryRoles/{}/members/$ref'),
  walked('directoryroletemplate-list--1.json', 'GET /directoryRoleTemplates'),
  walked('directoryroletemplate-get--1.json', 'GET /directoryRoleTemplates/{}'),
  walked('rbacapplication-list-roledefinitions--1.json', `GET ${ROLES}/roleDefinitions`),
  walked('unifiedroledefinition-get--1.json', `GET ${ROLES}/roleDefinitions/{}`),
  walked('unifiedroledefinition-get--2.json', `GET ${ROLES}/roleDefinitions/{}`),
  walked('unifiedroledefinition-get--3.json', `GET ${ROLES}/roleDefinitions/{}`, INHERITED),
  walked('rbacapplication-post-roleassignments--1.json', `POST ${ROLES}/roleAssignments`),
  walked('rbacapplication-post-roleassignments--2.json', `POST ${ROLES}/roleAssignments`),
  walked('rbacapplication-post-roleassignments--3.json', `POST ${ROLES}/roleAssignments`,
    { ...ODATA_ID, '/principalOrganizationId': NO_UNITS, '/resourceScope': NO_UNITS }),
  walked('unifiedroleassignment-get--1.json', `GET ${ROLES}/roleAssignments/{}`),
  { file: 'unifiedroleassignment-get--2.json', ask: () => '/roleManagement/directory/roleAssignments?$expand=roleDefinition', item: (one) => one,
    without: { '/@odata.context': 'of the single object, here it is one of a listing', '/@odata.type': 'the type of a listing is the declared one, so that Graph does not write it' } },
];

export const delegated = [
  walked('beta-tenantrelationship-post-delegatedadminrelationships--1.json', 'POST /tenantRelationships/delegatedAdminRelationships'),
  walked('beta-delegatedadminrelationship-update--1.json', `PATCH ${RELATIONSHIP}`),
  walked('beta-delegatedadminrelationship-post-requests--1.json', `POST ${RELATIONSHIP}/requests`),
  walked('beta-delegatedadminrelationship-list-requests--1.json', `GET ${RELATIONSHIP}/requests`),
  walked('beta-delegatedadminrelationshiprequest-get--1.json', `GET ${RELATIONSHIP}/requests/{}`),
  walked('beta-delegatedadminrelationship-list-operations--1.json', `GET ${RELATIONSHIP}/operations`),
  walked('beta-delegatedadminrelationshipoperation-get--1.json', `GET ${RELATIONSHIP}/operations/{}`),
  walked('beta-delegatedadminrelationship-post-accessassignments--1.json', `POST ${RELATIONSHIP}/accessAssignments`),
  walked('beta-delegatedadminaccessassignment-get--1.json', `GET ${RELATIONSHIP}/accessAssignments/{}`),
  walked('beta-delegatedadminaccessassignment-update--1.json', `PATCH ${RELATIONSHIP}/accessAssignments/{}`),
  walked('beta-delegatedadmincustomer-list-servicemanagementdetails--1.json', 'GET /tenantRelationships/delegatedAdminCustomers/{}/serviceManagementDetails'),
];
