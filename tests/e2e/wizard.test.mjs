// The connect wizard from its first question to what Microsoft granted, for a partner and for a single tenant.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, backAtReeve, button, field, openForm, row, useLink } from './steps.mjs';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const READING = ['User.Read.All', 'Organization.Read.All', 'LicenseAssignment.Read.All'];
let scene;
let browser;
let page;
before(async () => {
  scene = await Scene.start({ tenants: '2', users: '4' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});
beforeEach(() => page.goto('/integrations/connect'));

const choose = (name) => page.getByRole('radio', { name, exact: true }).click();
const next = () => button(page, 'Next').click();
const permissions = () => page.locator('[data-permission]').evaluateAll((rows) => rows.map((one) => one.dataset.permission));
const stepsByHand = () => page.locator('[data-step]').evaluateAll((steps) => steps.map((one) => one.dataset.step));
const tier = async (kind, name) => (await scene.api.get(`/api/connection_tiers?filter[kind]=${kind}`)).data.find((one) => one.attributes.name === name).attributes;
const idsOf = ({ permissions: asked, 'gdap-roles': gdap, 'principal-roles': own }) => new Set([
  ...asked.flatMap((one) => [one.api, one['application-id'], one['delegated-id']]), ...[...gdap, ...own].map((role) => role.id),
].filter(Boolean));

test('a partner: each question in its turn, and nothing goes on before it is answered', async () => {
  assert.equal(await button(page, 'Next').isDisabled(), true);
  assert.deepEqual(await inspect(page, 'wizard-kind', { kept: ['light', 'dark'] }), []);
  await choose('Partner tenant');
  await next();
  assert.deepEqual(await permissions(), ['openid', 'profile', 'offline_access', ...READING, 'DelegatedAdminRelationship.Read.All', 'Directory.Read.All']);
  assert.deepEqual(await inspect(page, 'wizard-tier', { kept: ['light', 'dark'] }), []);
  await choose('Plus Intune');
  assert.ok((await permissions()).includes('DeviceManagementManagedDevices.Read.All'));
  assert.ok(!(await permissions()).includes('AuditLog.Read.All'), 'nothing above the chosen tier');
  await choose('Everything that IT Glue asks for');
  await page.getByRole('alert').filter({ hasText: 'More than Reeve needs' }).waitFor();
  assert.deepEqual(await inspect(page, 'wizard-tier-it-glue'), []);
});

test('the registration by hand and by both scripts, with the exact redirect URI', async () => {
  await choose('Partner tenant');
  await next();
  await choose('Plus password rotation');
  await next();
  assert.equal(await field(page, 'Redirect URI').inputValue(), `${scene.url}/microsoft/callback`);
  assert.deepEqual(await stepsByHand(), ['register', 'audience', 'redirect_uri', 'ids', 'credential', 'remove_default', 'application_permissions',
    'delegated_permissions', 'consent', 'service_account', 'group', 'relationships', 'dap', 'principal_roles']);
  assert.deepEqual(await inspect(page, 'wizard-by-hand', { kept: ['light', 'dark'] }), []);
  await field(page, 'Name of the application').fill("O'Brien & Sons");
  const wanted = idsOf(await tier('partner', 'password_rotation'));
  for (const [tab, label, quoted] of [['Graph PowerShell', 'Graph PowerShell script', "'O''Brien & Sons'"], ['Azure CLI', 'Azure CLI script', '"O\'Brien & Sons"']]) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByLabel(label, { exact: true }).getByText(quoted, { exact: false }).waitFor();
    const script = await page.getByLabel(label, { exact: true }).innerText();
    assert.ok(script.includes(`${scene.url}/microsoft/callback`));
    assert.deepEqual(new Set(script.match(GUID)), wanted);
    assert.equal(script.match(GUID).length, wanted.size, 'each id stands there once');
  }
  assert.deepEqual(await inspect(page, 'wizard-script', { kept: ['light', 'dark'] }), []);
});

test('a partner is connected with the chosen tier, and what was granted is read back', async () => {
  const { partner } = scene.world;
  await openForm(page, { tier: 'Read-only documentation' });
  assert.deepEqual(await inspect(page, 'wizard-credentials', { kept: ['light', 'dark'] }), []);
  await field(page, 'Name').fill('Partner Center');
  await field(page, 'Application (client) ID').fill(partner.applicationId);
  await field(page, 'Directory (tenant) ID').fill(partner.tenantId);
  await field(page, 'Client secret').fill(partner.clientSecret);
  await button(page, 'Connect').click();
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
  const asked = new URL(page.url()).searchParams.get('scope').split(' ').map((one) => one.split('/').pop());
  assert.deepEqual(asked, ['openid', 'profile', 'offline_access', ...READING, 'DelegatedAdminRelationship.Read.All', 'Directory.Read.All']);
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  await row(page, scene.world.customers[0].displayName).waitFor();
  // The simulated registration grants the application every reading permission.
  await page.locator('[data-granted=more]').waitFor();
  const granted = await page.locator('[data-grant=granted]').allInnerTexts();
  assert.equal(granted.length, READING.length * 2 + 2);
  assert.equal(await page.locator('[data-grant=missing]').count(), 0);
  assert.deepEqual(await inspect(page, 'wizard-granted', { kept: ['light', 'dark'] }), []);
  const [connection] = await scene.api.all('/api/connections');
  assert.equal(connection.attributes.tier, 'documentation');
});

test('a higher tier says what is missing until it is consented', async () => {
  const [connection] = await scene.api.all('/api/connections');
  await page.goto(`/integrations/${connection.id}`);
  await button(page, 'Change').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Plus mailbox reports', exact: true }).click();
  assert.deepEqual(await inspect(page, 'wizard-change-tier'), []);
  await button(dialog, 'Save').click();
  await dialog.waitFor({ state: 'detached' });
  await button(page, 'Check what is granted').click();
  await page.locator('[data-granted=missing]').waitFor();
  assert.match((await page.locator('[data-grant=missing]').allInnerTexts()).join(' '), /Reports\.Read\.All.*ReportSettings\.Read\.All/s);
  await button(page, 'Change').click();
  await button(dialog, 'Save and sign in at Microsoft').click();
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  await page.locator('[data-granted=more]').waitFor();
  assert.equal(await page.locator('[data-grant=missing]').count(), 0);
});

test('a single tenant: no partner steps, and it is read as the application', async () => {
  const { partner } = scene.world;
  await choose('Single tenant');
  await next();
  assert.deepEqual(await permissions(), READING);
  await next();
  assert.deepEqual(await stepsByHand(), ['register', 'audience', 'redirect_uri', 'ids', 'credential', 'remove_default', 'application_permissions', 'consent']);
  const text = await page.locator('main').innerText();
  for (const word of ['AdminAgents', 'relationship', 'security group', 'Partner Center', 'service account']) assert.ok(!text.includes(word), word);
  assert.deepEqual(await inspect(page, 'wizard-single-by-hand'), []);
  await next();
  await field(page, 'Name').fill('Our own tenant');
  await field(page, 'Application (client) ID').fill(partner.applicationId);
  await field(page, 'Directory (tenant) ID').fill(partner.tenantId);
  await button(page, 'Make the certificate').click();
  const certificate = page.locator('[data-certificate]');
  await certificate.waitFor();
  assert.deepEqual(await inspect(page, 'wizard-certificate', { kept: ['light', 'dark'] }), []);
  await button(page, 'Change what was entered').click();
  assert.equal(await field(page, 'Name').inputValue(), 'Our own tenant', 'what was typed stays');
  await button(page, 'Make another certificate').click();
  await field(page, 'Name').waitFor({ state: 'hidden' });
  const pem = await certificate.locator('pre').innerText();
  assert.match(pem, /^-----BEGIN CERTIFICATE-----[^]+-----END CERTIFICATE-----\s*$/);
  assert.ok(!pem.includes('PRIVATE'));
  // Before it is uploaded, Microsoft does not know it, and the page says so.
  page.troubles.allowed.push(/status of 422.*\/sign_in$/);
  await button(page, 'It is uploaded: connect').click();
  await page.getByText(/certificate/i).and(page.locator('.mantine-Notification-description')).waitFor();
  await scene.control('POST', 'application/certificate', { value: pem });
  await button(page, 'It is uploaded: connect').click();
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  await page.getByText('Our own tenant is connected').waitFor();
  await row(page, partner.displayName).waitFor();
  await page.locator('[data-granted]').waitFor();
  assert.equal(await page.locator('[data-grant=missing]').count(), 0);
});

test('Manage leads into the admin center as that customer', async () => {
  const { tenantId, displayName } = scene.world.customers[0];
  const partner = (await scene.api.all('/api/connections')).find((one) => one.attributes.kind === 'partner');
  await page.goto(`/integrations/${partner.id}`);
  await row(page, displayName).getByRole('button', { name: `Actions for ${displayName}` }).click();
  const manage = page.getByRole('menuitem', { name: 'Manage' });
  await manage.waitFor();
  assert.match(await manage.getAttribute('href'), new RegExp(`^https://admin\\.microsoft\\.com/.*CTID=${tenantId}`));
  assert.equal(await manage.getAttribute('rel'), 'noopener noreferrer');
  await page.goto('/account/links');
  const address = page.getByLabel("Address for A customer's tenant", { exact: true });
  await address.fill('https://psa.example/{tenant_id}');
  page.troubles.allowed.push(/status of 422.*\/manage_templates\//);
  await button(page.locator('section').filter({ has: address }), 'Save').click();
  await page.getByText('psa.example is not an admin center of Microsoft', { exact: false }).waitFor();
  await address.fill('https://portal.azure.com/{domain}');
  await button(page.locator('section').filter({ has: address }), 'Save').click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const [customer] = (await scene.customers()).filter((one) => one.attributes.name === displayName);
  assert.match(customer.attributes['manage-url'], /^https:\/\/portal\.azure\.com\/[a-z0-9.-]+$/);
});
