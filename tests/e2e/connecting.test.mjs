// Connecting in a real browser: 25 tenants found, a customer alone, no second factor, forged and stolen answers, new
// credentials proven before they replace the old, and disconnecting. Reeve and Microsoft stand under different host names.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, askMicrosoft, backAtReeve, button, connect, field, logIn, openForm, row, title, useLink } from './steps.mjs';

const CUSTOMERS = 24;  // and the MSP's own tenant
const NEW_SECRET = 'n3w~the-secret-that-replaces-the-first-one';
let scene;
let browser;
let page;
let connection;
before(async () => {
  scene = await Scene.start({ tenants: String(CUSTOMERS), users: '4' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const connectionNow = async (id = connection) => (await scene.api.get(`/api/connections/${id}`)).data.attributes;
const refusal = (on = page) => on.getByRole('alert').filter({ hasText: 'The sign-in at Microsoft did not finish' });
const usersOf = async (tenant) => (await scene.control('GET', `tenants/${tenant}/users`)).value;
const failures = async () => (await scene.api.get('/api/audit')).data.filter((one) => one.attributes.action === 'connect_failed').length;
const requests = async (tenant) => (await scene.control('GET', 'requests'))[tenant]?.byPath?.['/oauth2/v2.0/token'] ?? 0;

// Leaves for Microsoft and signs in there, but the browser is stopped on its way back: gives the address it was sent to.
// (Playwright's own routes do not see redirects; the protocol below them does.)
async function stoppedOnTheWayBack(begin) {
  const protocol = await page.context().newCDPSession(page);
  const back = new Promise((resolve) => {
    protocol.on('Fetch.requestPaused', ({ requestId, request }) => {
      resolve(request.url);
      return protocol.send('Fetch.fulfillRequest', { requestId, responseCode: 200, body: Buffer.from('stopped').toString('base64') });
    });
  });
  await protocol.send('Fetch.enable', { patterns: [{ urlPattern: '*/microsoft/callback*' }] });
  await begin();
  await signIn(page, scene.world);
  const address = await back;
  await page.getByText('stopped', { exact: true }).waitFor();
  await protocol.send('Fetch.disable');
  await protocol.detach();
  return address;
}

test('a partner tenant, from nothing to 25 tenants found', async () => {
  connection = await connect(page, scene);
  await page.getByText('25 tenants found, your own among them', { exact: false }).waitFor();
  assert.deepEqual(await inspect(page, 'connected', { kept: ['light', 'dark'] }), []);
  assert.equal((await scene.customers()).length, CUSTOMERS);
  assert.deepEqual([...new URL(page.url()).searchParams.keys()], ['connected'], 'neither code nor state stays in the address');
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  for (const secret of [scene.world.partner.clientSecret, 'code', 'refresh']) assert.ok(!stored.includes(secret), stored);
  const cookies = await page.context().cookies();
  assert.ok(cookies.every((one) => one.name !== 'reeve_sign_in'), 'the cookie of the journey is gone');
  assert.ok(cookies.filter((one) => one.name.startsWith('reeve')).every((one) => one.domain === 'localhost'));
});

test('a forged state is refused with a sentence, and the connection works on', async () => {
  const before = await failures();
  await page.goto('/microsoft/callback?code=stolen&state=forged&session_state=x');
  await refusal().waitFor();
  assert.match(await refusal().innerText(), /expired, was used already, or did not begin here\. Start the sign-in again/);
  assert.deepEqual(await inspect(page, 'forged-state', { kept: ['light', 'dark'] }), []);
  assert.equal(await failures(), before + 1);
  assert.equal((await connectionNow()).state, 'connected');
});

test('an answer that is stolen does not work in another browser, and afterwards not in the first', async () => {
  await scene.idle();
  const before = await connectionNow();
  await page.goto(`/integrations/${connection}`);
  await button(page, 'Change').click();
  const dialog = page.getByRole('dialog');
  page.troubles.allowed.push(/favicon\.ico$/);  // the page that stops the browser has none
  const stolen = await stoppedOnTheWayBack(() => button(dialog, 'Save and sign in at Microsoft').click());
  assert.match(stolen, /[?&]code=/);
  const redeemed = await requests(scene.world.partner.tenantId);
  assert.ok(redeemed > 0);
  const stranger = await browser.visitor();
  await logIn(stranger, ADMINISTRATOR);
  await title(stranger, 'Home').waitFor();
  await stranger.goto(stolen);
  await refusal(stranger).waitFor();
  assert.match(await refusal(stranger).innerText(), /begun in another browser/);
  await stranger.context().close();
  await page.goto(stolen);
  await refusal().waitFor();
  assert.match(await refusal().innerText(), /used already/);
  assert.equal(await requests(scene.world.partner.tenantId), redeemed, 'Microsoft was not even asked');
  const after = await connectionNow();
  assert.deepEqual([after.state, after['connected-at']], [before.state, before['connected-at']]);
});

test('nobody is signed in to Reeve any more: told there, and nothing is kept', async () => {
  const anonymous = await browser.visitor();
  await anonymous.goto('/microsoft/callback?code=x&state=y');
  await title(anonymous, 'Sign in').waitFor();
  assert.equal(new URL(anonymous.url()).origin, scene.url);
  assert.deepEqual(anonymous.troubles.seen, []);
  await anonymous.context().close();
});

test('without a second factor a partner is refused, and mended by one', async () => {
  const { partner } = scene.world;
  const account = (await usersOf(partner.tenantId)).find((one) => one.userPrincipalName === partner.serviceAccount.userPrincipalName);
  const methods = (methodsRegistered) => scene.control('PATCH', `tenants/${partner.tenantId}/userRegistrationDetails/${account.id}`, { methodsRegistered });
  await methods([]);
  await askMicrosoft(page, scene.world, { name: 'Without a second factor' });
  await signIn(page, scene.world);
  await backAtReeve(page, scene);
  await refusal().waitFor();
  assert.match(await refusal().innerText(), /without multi-factor authentication.*Turn multi-factor authentication on/s);
  await methods(['microsoftAuthenticatorPush']);
  assert.deepEqual(await inspect(page, 'no-second-factor', { kept: ['light', 'dark'] }), []);
  const refused = new URL(page.url()).pathname.split('/').pop();
  assert.equal((await connectionNow(refused)).state, 'new');
  await refusal().getByRole('button', { name: 'Sign in at Microsoft again' }).click();
  await signIn(page, scene.world);
  await page.getByText('Without a second factor is connected').waitFor();
  await scene.api.call('DELETE', `/api/connections/${refused}`);
});

test('a customer alone: its administrator consents, and one tenant is found', async () => {
  const customer = scene.world.customers[0];
  const [administrator] = await usersOf(customer.tenantId);
  const { password } = await scene.control('GET', `tenants/${customer.tenantId}/users/${administrator.id}/password`);
  await openForm(page, { kind: 'Single tenant' });
  await field(page, 'Name').fill('One customer alone');
  await field(page, 'Application (client) ID').fill(scene.world.partner.applicationId);
  await field(page, 'Directory (tenant) ID').fill(customer.tenantId);
  await field(page, 'Client secret').fill(scene.world.partner.clientSecret);
  await button(page, 'Connect').click();
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
  assert.match(page.url(), new RegExp(`^https://login\\.microsoftonline\\.com/${customer.tenantId}/v2\\.0/adminconsent\\?`));
  await signIn(page, { partner: { serviceAccount: { userPrincipalName: administrator.userPrincipalName, password } } });
  await approve(page);
  await backAtReeve(page, scene);
  await page.getByText('One customer alone is connected').waitFor();
  await page.getByText('1 tenant found', { exact: false }).waitFor();
  assert.deepEqual(await inspect(page, 'connected-direct'), []);
  const id = new URL(page.url()).pathname.split('/').pop();
  assert.equal((await connectionNow(id))['service-account'], null, 'nobody stays signed in');
  // The partner reaches it too: one tenant with two ways in, and the one in use stays.
  assert.equal((await scene.customers()).length, CUSTOMERS);
  const tenant = await scene.tenantNamed(customer.displayName);
  const { ways, 'connection-id': used } = (await scene.api.get(`/api/tenants/${tenant.id}`)).data.attributes;
  const byWhom = new Set(ways.map((one) => String(one['connection-id'])));
  assert.deepEqual([byWhom.size, ways.some((one) => one.way === 'direct'), ways.every((one) => one.state === 'open')], [2, true, true]);
  assert.equal(String(used), connection);
  // A person switches, nobody else.
  await page.goto(`/integrations/${connection}`);
  await row(page, customer.displayName).first().getByRole('button', { name: `Actions for ${customer.displayName}` }).click();
  await page.getByRole('menuitem', { name: 'Way in: switch to Direct', exact: true }).click();
  await page.getByText(`The way into ${customer.displayName} is Direct now`).waitFor();
  const now = (await scene.tenantNamed(customer.displayName)).attributes;
  assert.deepEqual([now['way-in'], String(now['connection-id'])], ['direct', id]);
});

test('a new secret is proven by a sign-in before it replaces the old', async () => {
  page.troubles.allowed.push(/status of 422.*\/sign_in$/);
  await page.goto(`/integrations/${connection}/edit`);
  await field(page, 'Client secret').fill('no~secret-of-this-application-at-all');
  await button(page, 'Save and sign in at Microsoft').click();
  await page.getByRole('alert').filter({ hasText: 'The client secret is wrong.' }).waitFor();
  assert.equal((await connectionNow()).state, 'connected', 'the old one works on');
  assert.deepEqual(await inspect(page, 'edit-credentials', { kept: ['light', 'dark'] }), []);
  await scene.control('POST', 'application/secret', { value: NEW_SECRET, lifetime: 'P180D' });
  await field(page, 'Client secret').fill(NEW_SECRET);
  await button(page, 'Save').click();
  const waiting = page.getByRole('alert').filter({ hasText: 'New credentials wait for a sign-in' });
  await waiting.waitFor();
  assert.deepEqual(await inspect(page, 'pending-credentials', { kept: ['light', 'dark'] }), []);
  await button(waiting, 'Sign in at Microsoft').click();
  await signIn(page, scene.world);
  await backAtReeve(page, scene);
  await page.getByText('Partner Center is connected').waitFor();
  await waiting.waitFor({ state: 'detached' });
  // Read back after the sign-in: half a year, not the 24 months that were filled in.
  const half = new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`/integrations/${connection}/edit`);
  await page.getByText('As Microsoft says in the app registration').waitFor();
  assert.ok(Math.abs(Date.parse(await field(page, 'Secret expires on').inputValue()) - Date.parse(half)) <= 86_400_000);
});

test('another application takes the place of the first, after its own sign-in', async () => {
  const made = await scene.control('POST', 'applications', { displayName: 'Reeve again', clientSecret: NEW_SECRET,
    redirects: [`${scene.url}/microsoft/callback`],
    roles: ['User.Read.All', 'Organization.Read.All', 'LicenseAssignment.Read.All'],
    scopes: ['User.Read.All', 'Organization.Read.All', 'LicenseAssignment.Read.All', 'DelegatedAdminRelationship.Read.All', 'Directory.Read.All'] });
  const application = made.applicationId ?? made.appId ?? made.id;
  await page.goto(`/integrations/${connection}/edit`);
  await field(page, 'Application (client) ID').fill(application);
  await field(page, 'Client secret').fill(NEW_SECRET);
  assert.equal(await field(page, 'Directory (tenant) ID').isEditable(), false, 'another directory is a new connection');
  await button(page, 'Save and sign in at Microsoft').click();
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
  assert.equal(new URL(page.url()).searchParams.get('client_id'), application);
  assert.notEqual((await connectionNow())['application-id'], application, 'not before the sign-in');
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  await page.getByText('Partner Center is connected').waitFor();
  assert.equal((await connectionNow())['application-id'], application);
  assert.equal((await scene.customers()).length, CUSTOMERS, 'tenants stay');
  for (const { displayName } of scene.world.customers.slice(0, 3)) await row(page, displayName).first().waitFor();
});
