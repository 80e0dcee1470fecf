// How each of Microsoft's published examples is compared with this cloud's answer, and where the two differ on purpose.

// A row:
//   file      in ../shared/microsoft/examples
//   ask       the address, made from the ids of Caller; method GET unless told; in, as, headers, body, version as in endpoints.mjs
//   walked    instead of ask: the answer that this route gave in the walk through endpoints.mjs
//   run       instead of ask: gives { status, json, headers, text } itself
//   item      compares with the first element of our listing; the example shows one object
//   names     only the names of members count: the example shows types in place of values
//   without   members of the example that ours has not, or has otherwise, each with its reason
import { assertionLike } from './assertion.mjs';
import { delegated, rights } from './examples_walked.mjs';

const eventual = { ConsistencyLevel: 'eventual' };
const ONE_PAGE = { '/@odata.nextLink': 'the example has more pages to come, ours is the last' };
const ODATA_ID = { '/@odata.id': 'comes with odata.metadata=full, which the page does not mention' };
const fault = (kind, more = {}) => async (caller, ask) => {
  await caller.scene.control('POST', 'faults', { kind, ...more });
  try { return await ask(); } finally { await caller.scene.control('DELETE', 'faults'); }
};

const users = [
  { file: 'user-list--1.json', ask: () => '/users?$select=displayName,mail,mailNickname,otherMails,proxyAddresses,userPrincipalName' },
  { file: 'user-list--2.json', ask: () => '/users?$select=displayName,id' },
  { file: 'user-list--3.txt', ask: () => '/users/$count', headers: eventual },
  { file: 'user-list--4.json', headers: eventual,
    ask: () => '/users?$filter=startswith(displayName,\'a\')&$orderby=displayName&$count=true&$top=1&$select=displayName,mail,mailNickname,otherMails,proxyAddresses,userPrincipalName' },
  { file: 'concept26-advanced-queries--5.json', headers: eventual, ask: () => '/users?$count=true&$select=displayName,mail,userPrincipalName' },
  { file: 'user-get--1.json', ask: (of) => `/users/${of.user}` },
  { file: 'user-get--2.json', ask: () => '/me', in: 'partner', as: 'person' },
  { file: 'user-list-manager--2.json', headers: eventual,
    ask: (of) => `/users/${of.user}?$expand=manager($levels=max;$select=id,displayName)&$select=id,displayName&$count=true`,
    without: { '/manager/manager': 'of a chain ($levels) this cloud gives the first manager alone' } },
  { file: 'user-list-manager--1.json', ask: (of) => `/users/${of.user}/manager` },
  { file: 'concept-delta-query-users--1.json', ask: () => '/users/delta?$select=displayName,givenName,surname', without: ONE_PAGE },
  { file: 'concept-delta-query-users--2.json', ask: () => '/users/delta?$select=displayName,givenName,surname', without: ONE_PAGE },
  { file: 'concept-delta-query-overview--1.json', ask: () => '/users?$select=skills' },
  { file: 'v1-signinactivity-shape.json', names: true, ask: () => '/users?$select=signInActivity', item: (one) => one.signInActivity,
    without: { '/@odata.type': 'the type of a property is the declared one, so that Graph does not write it' } },
];

const groups = [
  { file: 'group-list--1.json', ask: () => '/groups' },
  { file: 'group-get--1.json', ask: (of) => `/groups/${of.group}`, without: ODATA_ID },
  { file: 'group-list-members--1.json', ask: (of) => `/groups/${of.group}/members?$select=id,mail` },
  { file: 'group-list-transitivemembers--1.json', ask: (of) => `/groups/${of.group}/transitiveMembers?$select=id,mail` },
  ...[1, 2].map((number) => ({ file: `group-post-members--${number}.http`, walked: 'POST /groups/{}/members/$ref' })),
  { file: 'group-delta--1.json', ask: () => '/groups/delta', without: ONE_PAGE },
  ...[1, 2, 3].map((number) => ({ file: `concept-delta-query-groups--${number}.json`, ask: () => '/groups/delta?$select=displayName,description,members',
    without: number < 3 ? ONE_PAGE : {} })),
  { file: 'group-get--2.json', ask: (of) => `/groups/${of.group}?$select=allowExternalSenders,autoSubscribeNewMembers,isSubscribedByMail,unseenCount`,
    without: { '/id': 'not selected; that a mailbox property brings it along is seen in this one example only' } },
  { file: 'group-list--2.json', headers: eventual, ask: () => '/groups?$count=true&$filter=hasMembersWithLicenseErrors+eq+true&$select=id,displayName',
    empty: 'no group of the calm world has a license error' },
  { file: 'concept-delta-query-groups--4.json', run: (caller) => nextRound(caller) },
  { file: 'concept-delta-query-groups--5.json', run: (caller) => nextRound(caller, 'member') },
];

// The round after the first one, with nothing or with a member more.
async function nextRound(caller, change) {
  const first = await caller.ask('GET', '/groups/delta?$select=displayName,description,members');
  const group = caller.of.groups.find((one) => one.members.length > 1);
  if (change) {
    const stranger = caller.of.users.find((one) => !group.members.includes(one.id));
    await caller.scene.control('PATCH', `tenants/${caller.of.tenant}/groups/${group.id}`, { members: [...group.members.slice(1), stranger.id] });
  }
  return caller.ask('GET', first.json['@odata.deltaLink']);
}

const devices = [
  { file: 'device-list--1.json', ask: () => '/devices',
    without: Object.fromEntries(['Manufacturer', 'Model'].map((name) => [`/value[]/${name}`, 'the CSDL writes it small'])) },
  { file: 'device-get--1.json', ask: (of) => `/devices/${of.device}`, without: ODATA_ID },
  { file: 'intune-devices-manageddevice-get--1.json', inside: 'value', ask: (of) => `/deviceManagement/managedDevices/${of.managedDevice}`,
    without: { '/@odata.type': 'the type of a listing is the declared one, so that Graph does not write it' } },
];

const WITHOUT_ID = { '/value[]/@odata.id': 'comes with odata.metadata=full, which the page does not mention' };
const belongings = [
  { file: 'device-list-registeredowners--1.json', ask: (of) => `/devices/${of.owned}/registeredOwners`, without: WITHOUT_ID },
  { file: 'device-list-registeredusers--1.json', ask: (of) => `/devices/${of.owned}/registeredUsers?$select=id,displayName,mail,mailNickname`, without: WITHOUT_ID },
  { file: 'user-list-owneddevices--1.json', ask: (of) => `/users/${of.owner}/ownedDevices` },
  { file: 'user-list-registereddevices--1.json', ask: (of) => `/users/${of.owner}/registeredDevices` },
  { file: 'user-list-memberof--1.json', ask: (of) => `/users/${of.owner}/memberOf` },
  { file: 'user-list-transitivememberof--1.json', ask: (of) => `/users/${of.owner}/transitiveMemberOf` },
  { file: 'group-list-owners--1.json', ask: (of) => `/groups/${of.team}/owners?$select=id,accountEnabled,displayName,userPrincipalName` },
  { file: 'directory-deleteditems-get--1.json', walked: 'GET /directory/deletedItems/{}' },
  { file: 'directory-deleteditems-restore--1.json', walked: 'POST /directory/deletedItems/{}/restore' },
];

const roles = [
  { file: 'directoryrole-list--1.json', ask: () => '/directoryRoles' },
  { file: 'directoryrole-list-members--1.json', ask: (of) => `/directoryRoles/${of.role}/members` },
];

const tenant = [
  { file: 'organization-list--1.json', ask: () => '/organization' },
  { file: 'domain-get--1.json', ask: (of) => `/domains/${of.users[0].userPrincipalName.split('@')[1]}` },
  { file: 'subscribedsku-get--1.json', ask: (of) => `/subscribedSkus/${of.sku}` },
];

const partner = [
  { file: 'application-list--1.json', in: 'partner', ask: () => '/applications' },
  { file: 'application-list--3.json', in: 'partner', headers: eventual, ask: () => '/applications?$filter=startswith(displayName, \'r\')&$count=true&$top=1&$orderby=displayName' },
  { file: 'contract-get--1.json', walked: 'GET /contracts/{}' },
  { file: 'v1-delegatedadmincustomers-list.json', in: 'partner', ask: () => '/tenantRelationships/delegatedAdminCustomers' },
  { file: 'beta-delegatedadmincustomer-get--1.json', in: 'partner', version: 'beta', ask: (of) => `/tenantRelationships/delegatedAdminCustomers/${of.tenant}` },
  { file: 'beta-delegatedadminrelationship-get--1.json', in: 'partner', version: 'beta', ask: (of) => `/tenantRelationships/delegatedAdminRelationships/${of.relationship}` },
  { file: 'v1-delegatedadminrelationship-shape.json', in: 'partner', names: true, ask: (of) => `/tenantRelationships/delegatedAdminRelationships/${of.relationship}`,
    without: Object.fromEntries(['accessDetails', 'customer'].map((name) => [`/${name}/@odata.type`, 'the type of a property is the declared one, so that Graph does not write it'])) },
  { file: 'beta-delegatedadminrelationship-list-accessassignments--1.json', in: 'partner', version: 'beta', ask: (of) => `/tenantRelationships/delegatedAdminRelationships/${of.relationship}/accessAssignments` },
];

const METHOD = '28c10230-6103-485e-b985-444c60001490';
const staff = (of, at) => of.partner.users.filter((one) => one.accountEnabled && one.assignedLicenses.length > 0 && ![of.partner.user, of.partner.boss].includes(one.id))[at].id;
const resetAddress = (of, at) => `/users/${staff(of, at)}/authentication/methods/${METHOD}/resetPassword`;
const reset = (at, body) => ({ in: 'partner', as: 'person', method: 'POST', ask: (of) => resetAddress(of, at), body: () => body });
const PATCHED = { method: 'PATCH', body: () => ({ usageLocation: 'AT', otherMails: ['a@home.example'] }) };
const MODEL = 'the model of August 2026 has no such property';
const passwords = [
  { file: 'authentication-list-methods--1.json', ask: (of) => `/users/${of.user}/authentication/methods`, names: true,
    without: Object.fromEntries(['displayName', 'creationDateTime', 'aaGuid', 'model', 'attestationCertificates', 'attestationLevel', 'keyStrength']
      .map((name) => [`/value[]/${name}`, 'of security keys and Windows Hello; people here are listed with their password'])) },
  { file: 'beta-passwordauthenticationmethod-get--1.json', version: 'beta', ask: (of) => `/users/${of.user}/authentication/passwordMethods`, item: (one) => one,
    without: { '/creationDateTime': 'the CSDL has createdDateTime, and authentication-list-methods--1.json both' } },
  { file: 'v1-resetpassword-generated-202.http', ...reset(0, {}) },
  { file: 'v1-resetpassword-provided-202.http', ...reset(0, { newPassword: 'Cuyo5459' }) },
  { file: 'v1-resetpassword-request.json', ...reset(0, undefined), sent: true, status: 202 },
  { file: 'v1-longrunningoperation-get.json', run: async (caller) => {
    const accepted = await caller.ask('POST', resetAddress(caller.of, 0), { in: 'partner', as: 'person', body: {} });
    return caller.ask('GET', accepted.headers.get('location').split('/v1.0')[1], { in: 'partner', as: 'person' });
  } },
  { file: 'user-revokesigninsessions--1.json', method: 'POST', ask: (of) => `/users/${of.user}/revokeSignInSessions` },
  { file: 'user-changepassword--1.http', in: 'partner', as: 'colleague', run: async (caller) => {
    const sent = { currentPassword: caller.of.password, newPassword: 'Changed-By-Hand-1' };
    caller.of.password = sent.newPassword;
    return caller.ask('POST', '/me/changePassword', { in: 'partner', as: 'colleague', body: sent });
  } },
  ...[2, 3, 4].map((number) => ({ file: `user-update--${number}.http`, ask: (of) => `/users/${of.user}`, ...PATCHED })),
  { file: 'v1-user-update-passwordprofile-request.json', in: 'partner', as: 'person', method: 'PATCH', ask: (of) => `/users/${staff(of, 1)}`, sent: true, status: 204 },
];

const wish = (of) => ({ changeType: 'updated,deleted', notificationUrl: of.hook, resource: 'Users', clientState: 'x', expirationDateTime: new Date(Date.now() + 3600000).toISOString() });
const ofSubscription = (then) => async (caller) => {
  const made = await caller.ask('POST', '/subscriptions', { body: wish(caller.of) });
  return then ? then(caller, `/subscriptions/${made.json.id}`) : made;
};
const OLD = { '/notificationContentType': MODEL };
const subscriptions = [
  { file: 'subscription-post-subscriptions--1.json', run: ofSubscription(), without: OLD },
  { file: 'subscription-get--1.json', run: ofSubscription((caller, own) => caller.ask('GET', own)), without: OLD },
  { file: 'subscription-list--1.json', ask: () => '/subscriptions', without: { '/value[]/notificationContentType': MODEL } },
  { file: 'subscription-update--1.json', without: OLD,
    run: ofSubscription((caller, own) => caller.ask('PATCH', own, { body: { expirationDateTime: wish(caller.of).expirationDateTime } })) },
  { file: 'subscription-delete--1.http', run: ofSubscription((caller, own) => caller.ask('DELETE', own)) },
];

const D7 = 'getMailboxUsageDetail(period=\'D7\')';
const reports = [
  { file: 'reportroot-getmailboxusagedetail--1.http', ask: () => `/reports/${D7}` },
  { file: 'beta-reportroot-getmailboxusagedetail--1.http', version: 'beta', ask: () => `/reports/${D7}?$format=text/csv` },
  { file: 'beta-reportroot-getmailboxusagedetail--3.json', version: 'beta', ask: () => `/reports/${D7}?$format=application/json` },
  { file: 'reportroot-getmailboxusagedetail--2.csv', run: async (caller) => {
    const sent = await caller.ask('GET', `/reports/${D7}`);
    return caller.open(sent.headers.get('location').slice(caller.scene.url.length));  // without the token, as the page says
  } },
  { file: 'beta-userregistrationdetails-get--1.json', version: 'beta', inside: 'value', ask: (of) => `/reports/authenticationMethods/userRegistrationDetails/${of.user}`,
    without: { '/defaultMfaMethod': 'of beta alone; the CSDL of v1.0 has userPreferredMethodForSecondaryAuthentication' } },
  { file: 'v1-adminreportsettings-get.json', inside: 'value', ask: () => '/admin/reportSettings',
    without: { '/@odata.type': 'the answer is the singleton itself (CSDL), not an object in "value"' } },
  { file: 'beta-adminreportsettings-update--1.http', version: 'beta', method: 'PATCH', ask: () => '/admin/reportSettings', body: () => ({ displayConcealedNames: true }) },
];

const mailboxes = [
  { file: 'user-get-mailboxsettings--1.json', ask: () => '/me/mailboxSettings', in: 'partner', as: 'colleague' },
  { file: 'v1-mailboxsettings-get.json', ask: () => '/me/mailboxSettings', in: 'partner', as: 'colleague',
    without: { '/userPurpose': 'the page has {"value":"user"}, the CSDL a plain enumeration' } },
  { file: 'graph-error-mailboxsettings-accessdenied.json', in: 'partner', as: 'person', ask: (of) => `/users/${of.partner.user}/mailboxSettings` },
];

const INNER = (names, reason) => Object.fromEntries(names.map((name) => [`/error/innerError/${name}`, reason]));
const errors = [
  { file: 'graph-error-nonpremium-tenant.json', ask: () => '/users?$select=signInActivity', tenant: (caller) => caller.tenantWith('AAD_PREMIUM', false) },
  { file: 'graph-error-authorization-requestdenied.json', status: 403, ask: () => '/me' },
  { file: 'concept26-advanced-queries--1.json', status: 400, ask: () => '/users/$count' },
  { file: 'concept26-advanced-queries--2.json', status: 400, in: 'partner', ask: () => '/applications?$search="displayName:Browser"' },
  { file: 'concept26-advanced-queries--3.json', status: 400, ask: () => '/users?$filter=endsWith(userPrincipalName,\'%23EXT%23@contoso.com\')', version: 'beta' },
  { file: 'concept26-advanced-queries--4.json', status: 400, ask: () => '/groups?$filter=createdDateTime ge 2021-11-01&$count=true', version: 'beta' },
  { file: 'concept26-throttling--1.json', ask: () => '/users', around: fault('throttled', { times: 1 }) },
  { file: 'concept26-errors--1.json', status: 400, ask: () => '/users?$top=0', without: INNER(['code'], 'an inner code is optional (errors.md) and directory objects have none') },
  { file: 'concept26-errors--2.json', status: 400, ask: () => '/users?$top=0', names: true,
    without: { '/error/innererror': 'spelled innerError in answers; the page has both', '/error/details': 'optional (errors.md)' } },
];

const batch = [
  { file: 'concept26-batching-request--1.json', method: 'POST', ask: () => '/$batch', sent: true, as: 'person' },
  { file: 'concept26-batching--3.json', method: 'POST', ask: () => '/$batch', sent: true },
];

const UNKNOWN = '12345678-1234-1234-1234-123456789012';
const identity = [
  { file: 'identity-recorded-openid-configuration.json', run: (caller) => caller.open('/organizations/v2.0/.well-known/openid-configuration') },
  { file: 'identity-recorded-instance-discovery.json', run: (caller) => caller.open('/common/discovery/instance?api-version=1.1&authorization_endpoint=https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize') },
  { file: 'identity-token-clientcredentials-200.json', run: (caller) => caller.form(caller.of.tenant, { grant_type: 'client_credentials' }) },
  { file: 'identity-token-authcode-200.json', run: (caller) => caller.signIn() },
  { file: 'identity-recorded-token-200.json', run: (caller) => caller.signIn({ client_info: '1' }), without: { '/foci': 'marks Microsoft\'s own family of clients, which we are not' } },
  { file: 'identity-recorded-error-90002.json', run: (caller) => caller.form(UNKNOWN, { grant_type: 'client_credentials' }) },
  { file: 'identity-observed-error-7000215.json', run: (caller) => caller.form(caller.of.tenant, { grant_type: 'client_credentials', client_secret: 'x' }) },
  { file: 'identity-token-error-70011.json', run: (caller) => caller.form(caller.of.tenant, { grant_type: 'client_credentials', scope: 'https://foo.microsoft.com/.default' }) },
  { file: 'identity-observed-error-50076.json', around: fault('mfa-required'), run: (caller) => caller.refreshed(caller.of.tenant) },
  { file: 'identity-client-assertion-decoded.json', run: (caller, example) => assertionLike(caller, example), sent: true },
  { file: 'identity-authorize-success.txt', redirect: true, run: (caller) => caller.authorize({ accept: true }) },
  { file: 'identity-authorize-error.txt', redirect: true, run: (caller) => caller.authorize({ accept: false }) },
  { file: 'identity-adminconsent-success.txt', redirect: true, run: (caller) => caller.adminConsent({ accept: true }) },
  { file: 'identity-adminconsent-error.txt', redirect: true, run: (caller) => caller.adminConsent({ accept: false }) },
];

// One question a minute, asked twice.
const tooOften = async (caller, path) => {
  await caller.scene.control('PATCH', 'limits', { enabled: true, scale: 0.002 });
  try {
    await caller.partnerCenter(path);
    return await caller.partnerCenter(path);
  } finally {
    await caller.scene.control('PATCH', 'limits', { enabled: false, scale: 1 });
  }
};
const v1 = (caller) => caller.refreshed(caller.scene.partner.tenantId, { v1: true, resource: 'https://api.partnercenter.microsoft.com' });
// Every customer of the world has consented already; what stands there would be refused as a permission entry that exists.
const consentAgain = async (caller, example) => {
  const { applicationId } = caller.scene.partner;
  const consents = `/v1/customers/${caller.scene.world.customers[1].tenantId}/applicationconsents`;
  await caller.partnerCenter(`${consents}/${applicationId}`, { method: 'DELETE' });
  return caller.partnerCenter(consents, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: example.replace('<your app id>', applicationId) });
};

const partnerCenter = [
  { file: 'partnercenter-v1token-200.json', run: v1 },
  { file: 'partnercenter-partner-center-authentication--1.json', run: v1 },
  { file: 'partnercenter-enable-secure-app-model--1.http', run: v1 },
  { file: 'partnercenter-enable-secure-app-model--2.http', run: v1 },
  { file: 'partnercenter-get-a-customer-by-name--1.json', run: (caller) => caller.partnerCenter('/v1/customers?size=0') },
  { file: 'partnercenter-api-throttling-guidance--1.json', run: (caller) => tooOften(caller, '/v1/customers') },
  { file: 'partnercenter-applicationconsents-request-graph.json', sent: true, status: 201, run: consentAgain },
  { file: 'partnercenter-error-shape.json', status: 401, run: (caller) => caller.open('/v1/customers') },
];

export const compared = [...users, ...groups, ...devices, ...belongings, ...roles, ...tenant, ...partner, ...reports, ...mailboxes, ...rights, ...delegated,
  ...passwords, ...subscriptions, ...errors, ...batch, ...identity, ...partnerCenter];

// Examples of what this cloud does not have. Graph's need no line: the test sees that no route answers their address.
const PARTNER_CENTER = 'Partner Center has only what an MSP needs to find its customers and to consent; Graph has the rest';
export const elsewhere = {
  ...Object.fromEntries(['partnercenter-get-a-customer-s-company-profile--1.json', 'partnercenter-get-a-list-of-all-user-accounts-for-a-customer--1.json',
    'partnercenter-get-a-user-account-by-id--1.json', 'partnercenter-get-the-managed-services-for-a-customer-by-id--1.json',
    'partnercenter-get-user-roles-for-a-customer--1.json', 'partnercenter-reset-user-password-for-a-customer--1.json',
    'partnercenter-set-user-roles-for-a-customer--1.json'].map((file) => [file, PARTNER_CENTER])),
  'partnercenter-applicationconsents-request.json': 'asks for Azure AD Graph, which Microsoft has retired, and for Azure Service Management, which is no part of this cloud',
  'application-list--4.json': '$search is simulated for no kind of object',
  'device-get--2.json': 'extensionAttributes is a property of beta alone',
};
