// Every Graph address of the simulator, one row each: how the walk against the CSDL asks it and what is special about it.
// A new address without a row here fails the walk. The type of an answer is never written here: it follows from the CSDL.

import { partner } from './endpoints_partner.mjs';
import { applications, registrations, roles } from './endpoints_rights.mjs';

// A row:
//   route    as GET /_control/routes names it
//   args     what stands in the {} of the pattern, made from the ids of Caller
//   in, as   'partner' tenant (or a 'premium' one, with Entra ID P2) instead of a customer's; as a 'person' (or a 'colleague' with a mailbox) instead of the application
//   body     what is sent; it is checked against the CSDL too. status: what is answered when not 200
//   headers  sent with each question, or a function of the ids; also: further queries whose answers are checked
//   keep     remembers something of the answer for rows further down
//   context  the @odata.context behind "$metadata#" where Microsoft writes it in a way of its own, with `because`
//   stream   the answer has no JSON body, but this header
//   select   false where the address takes no $select, with `because`
//   refused  why this cloud answers with an error: then only its shape is checked
//   unselectable properties that this caller may not select, each with the reason
//   outside  why the CSDL does not describe this answer; then only the status is checked here
const eventual = { ConsistencyLevel: 'eventual' };

const AS_USER = 'Graph answers /me as the user that it is (user-get-mailboxsettings--3.json); other examples write Me';

const users = [
  { route: 'GET /users', also: ['?$expand=manager($select=id,displayName)', '?$top=1', '?$select=id,signInActivity'] },
  { route: 'GET /users/$count', headers: eventual },
  { route: 'GET /users/delta', delta: true, also: ['?$select=displayName,manager'] },
  { route: 'GET /users/delta()', delta: true },
  { route: 'GET /users/{}', args: (of) => [of.user], also: ['?$expand=manager'] },
  { route: 'GET /users/{}/manager', args: (of) => [of.user] },
  ...['memberOf', 'memberOf/microsoft.graph.group', 'transitiveMemberOf', 'transitiveMemberOf/microsoft.graph.group', 'licenseDetails',
    'ownedDevices', 'registeredDevices'].map((what) => ({ route: `GET /users/{}/${what}`, args: (of) => [of.owner] })),
  { route: 'GET /users/{}/memberOf/microsoft.graph.directoryRole', args: (of) => [of.administrator] },
  { route: 'GET /me', in: 'partner', as: 'colleague', context: () => 'users/$entity', because: AS_USER,
    unselectable: { signInActivity: 'needs a role of the directory, which a colleague has not' } },
  { route: 'GET /userinfo', as: 'person', in: 'partner', path: () => '/../oidc/userinfo', outside: 'the userinfo of OpenID Connect, no OData' },
];

const METHOD = '28c10230-6103-485e-b985-444c60001490';
// Somebody of the MSP whom nobody signs in as.
const resettable = (of) => of.partner.users.find((one) => one.accountEnabled && one.userType === 'Member' && one.assignedLicenses.length > 0
  && one.id !== of.partner.user && one.id !== of.partner.boss).id;

const passwords = [
  { route: 'PATCH /users/{}', args: (of) => [of.user], status: 204,
    body: () => ({ usageLocation: 'DE', otherMails: ['walker@home.example'] }) },  // of synchronized people, too
  { route: 'GET /users/{}/authentication/methods', args: (of) => [of.user] },
  { route: 'GET /users/{}/authentication/passwordMethods', args: (of) => [of.user] },
  { route: 'POST /users/{}/authentication/methods/{}/resetPassword', in: 'partner', as: 'person', args: (of) => [resettable(of), METHOD], body: () => ({}),
    status: 202, keep: (answer, of, { headers }) => { of.operation = /operations\/([^?]+)/.exec(headers.get('location'))[1]; } },
  { route: 'GET /users/{}/authentication/operations/{}', in: 'partner', as: 'person', args: (of) => [resettable(of), of.operation] },
  { route: 'POST /me/changePassword', in: 'partner', as: 'colleague', body: (of) => ({ currentPassword: of.password, newPassword: 'Walks-All-Day-2' }),
    status: 204, keep: (answer, of) => { of.password = 'Walks-All-Day-2'; } },
  { route: 'POST /users/{}/revokeSignInSessions', args: (of) => [of.user] },
  { route: 'POST /me/revokeSignInSessions', in: 'partner', as: 'colleague' },
];

const DAY = 24 * 3600 * 1000;
const subscriptions = [
  { route: 'POST /subscriptions', status: 201, keep: (answer, of) => { of.subscription = answer.id; },
    body: (of) => ({ changeType: 'created,updated', notificationUrl: of.hook, resource: '/users', clientState: 'walk', expirationDateTime: new Date(Date.now() + DAY).toISOString() }) },
  { route: 'GET /subscriptions' },
  { route: 'GET /subscriptions/{}', args: (of) => [of.subscription] },
  { route: 'PATCH /subscriptions/{}', args: (of) => [of.subscription], body: () => ({ expirationDateTime: new Date(Date.now() + 2 * DAY).toISOString() }) },
  { route: 'DELETE /subscriptions/{}', args: (of) => [of.subscription], status: 204 },
];

const groups = [
  { route: 'GET /groups' },
  { route: 'GET /groups/delta', delta: true, also: ['?$select=displayName,members'] },
  { route: 'GET /groups/delta()', delta: true },
  { route: 'GET /groups/{}', args: (of) => [of.group] },
  { route: 'GET /groups/{}/members', args: (of) => [of.group] },
  { route: 'GET /groups/{}/transitiveMembers', args: (of) => [of.group] },
  { route: 'GET /groups/{}/owners', args: (of) => [of.team] },
  { route: 'POST /groups', status: 201, keep: (answer, of) => { of.newGroup = answer.id; },
    body: () => ({ displayName: 'Walkers', description: 'They walk', mailEnabled: false, mailNickname: 'walkers', securityEnabled: true }) },
  { route: 'PATCH /groups/{}', args: (of) => [of.newGroup], body: () => ({ displayName: 'Runners' }), status: 204 },
  { route: 'POST /groups/{}/members/$ref', args: (of) => [of.newGroup], status: 204,
    body: (of) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${of.user}` }) },
  { route: 'DELETE /groups/{}/members/{}/$ref', args: (of) => [of.newGroup, of.user], status: 204 },
  { route: 'DELETE /groups/{}', args: (of) => [of.newGroup], status: 204 },
];

const devices = [
  { route: 'GET /devices', keep: (answer, of) => { of.device = answer.value[0].id; } },
  { route: 'GET /devices/{}', args: (of) => [of.device] },
  { route: 'GET /devices/delta', delta: true, also: ['?$select=displayName'] },
  { route: 'GET /devices/delta()', delta: true },
  { route: 'GET /devices/{}/registeredOwners', args: (of) => [of.owned] },
  { route: 'GET /devices/{}/registeredUsers', args: (of) => [of.owned] },
  { route: 'GET /deviceManagement/managedDevices' },
  { route: 'GET /deviceManagement/managedDevices/{}', args: (of) => [of.managedDevice] },
  { route: 'GET /deviceManagement/managedDevices/{}/users', args: (of) => [of.managedDevice] },
];

const tenant = [
  { route: 'GET /organization' },
  { route: 'GET /organization/{}', args: (of) => [of.tenant] },
  { route: 'GET /domains', keep: (answer, of) => { of.domain = answer.value[0].id; } },
  { route: 'GET /domains/{}', args: (of) => [of.domain] },
  { route: 'GET /subscribedSkus', keep: (answer, of) => { of.sku = answer.value[0].id; } },
  { route: 'GET /subscribedSkus/{}', args: (of) => [of.sku] },
];

const directory = [
  { route: 'GET /directory/administrativeUnits' },
  { route: 'GET /directory/administrativeUnits/{}', args: (of) => [of.unit] },
  { route: 'GET /directory/administrativeUnits/{}/members', args: (of) => [of.unit] },
  { route: 'GET /directory/onPremisesSynchronization', in: 'partner', as: 'person' },
  { route: 'GET /directory/onPremisesSynchronization/{}', in: 'partner', as: 'person', args: (of) => [of.partner.tenant] },
  { route: 'GET /directory/deletedItems/microsoft.graph.user' },
  { route: 'GET /directory/deletedItems/microsoft.graph.group' },
  { route: 'GET /directory/deletedItems/{}', args: (of) => [of.deletedTeam],
    context: () => 'directoryObjects/$entity', because: 'written so in directory-deleteditems-get--1.json' },
  { route: 'POST /directory/deletedItems/{}/restore', args: (of) => [of.deletedTeam],
    context: () => 'directoryObjects/$entity', because: 'written so in directory-deleteditems-restore--1.json' },
  { route: 'DELETE /directory/deletedItems/{}', args: (of) => [of.deletedUser], status: 204 },
];

const reports = [
  { route: 'GET /reports/getMailboxUsageDetail(period={})', args: () => ['\'D7\''], status: 302, stream: 'Location' },
  { route: 'GET /reports/microsoft.graph.getMailboxUsageDetail(period={})', args: () => ['\'D7\''], status: 302, stream: 'Location' },
  { route: 'GET /reports/authenticationMethods/userRegistrationDetails', keep: (answer, of) => { of.registration = answer.value[0].id; } },
  { route: 'GET /reports/authenticationMethods/userRegistrationDetails/{}', args: (of) => [of.registration] },
  { route: 'GET /admin/reportSettings' },
  { route: 'PATCH /admin/reportSettings', body: () => ({ displayConcealedNames: false }), status: 204 },
];

const mailboxes = [
  { route: 'GET /users/{}/mailboxSettings', args: (of) => [of.user] },
  { route: 'GET /users/{}/mailboxSettings/userPurpose', args: (of) => [of.user] },
  { route: 'GET /me/mailboxSettings', in: 'partner', as: 'colleague',
    context: (of) => `users('${of.partner.user}')/mailboxSettings`, because: AS_USER },
  { route: 'GET /me/mailboxSettings/userPurpose', in: 'partner', as: 'colleague',
    context: (of) => `users('${of.partner.user}')/mailboxSettings/userPurpose`, because: AS_USER },
];

const batch = [
  { route: 'POST /$batch', body: () => ({ requests: [{ id: '1', method: 'GET', url: '/organization' }] }), outside: 'JSON batching of OData, not in the model' },
];

export const endpoints = [...users, ...groups, ...devices, ...roles, ...tenant, ...partner, ...directory, ...reports, ...mailboxes, ...batch,
  ...applications, ...registrations, ...passwords, ...subscriptions];
