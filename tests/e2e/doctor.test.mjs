// The doctor in the browser: examined, its lines with remedies, the switch for concealed names, and the trace with its broken link.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, title, useLink } from './steps.mjs';

const BOTH = ['light', 'dark'];
const DOCTOR_MS = 30_000;
const SEEN_MS = 2_000;
let scene;
let browser;
let page;
let connection;
before(async () => {
  scene = await Scene.start({ tenants: '3', users: '6' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  connection = await connect(page, scene);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const line = (name) => page.locator(`[data-check=${name}]`);
const link = (from) => page.locator(`[data-link=${from}]`);

async function examine(label) {
  await button(page, label).click();
  await page.locator('section[aria-busy=true]').waitFor({ timeout: SEEN_MS }).catch(() => {});  // it may be over already
  await page.locator('section[aria-busy=false]').waitFor({ timeout: DOCTOR_MS });
}

test('a connection is examined, and says what to do', async () => {
  const [first] = scene.world.customers;
  await scene.control('PATCH', `tenants/${first.tenantId}/consent`, { present: false });
  await scene.api.call('PATCH', `/api/connections/${connection}`, { data: { type: 'connections', attributes: { tier: 'mailbox_reports' } } });
  await page.goto(`/integrations/${connection}`);
  await examine('Examine');
  await page.getByText(/^Checked/).waitFor();
  await page.getByRole('list', { name: 'Features' }).first().waitFor();
  await page.getByRole('link', { name: first.displayName, exact: true }).first().waitFor();
  assert.deepEqual(await inspect(page, 'doctor', { kept: BOTH }), []);
});

test('the trace of a tenant shows the broken link red, and in words', async () => {
  const [first] = scene.world.customers;
  const tenant = await scene.tenantNamed(first.displayName);
  await page.goto(`/integrations/${connection}/doctor/${tenant.id}`);
  await title(page, first.displayName).waitFor();
  await page.locator('[data-link=account][data-state=broken]').waitFor();
  assert.equal(await page.locator('[data-part]').count(), 5);
  assert.match(await link('account').textContent(), /From Account to App: broken/);
  assert.equal(await link('role').getAttribute('data-state'), 'ok');
  await line('application-consent').getByText('What to do:').waitFor();
  assert.equal(await line('application-permissions').getAttribute('data-state'), 'unknown');
  assert.deepEqual(await inspect(page, 'doctor-trace', { kept: BOTH }), []);
  await scene.control('PATCH', `tenants/${first.tenantId}/consent`, { present: true,
    roles: ['User.Read.All', 'Organization.Read.All', 'LicenseAssignment.Read.All', 'Reports.Read.All', 'ReportSettings.Read.All', 'MailboxSettings.Read'],
    scopes: ['User.Read.All', 'Organization.Read.All', 'LicenseAssignment.Read.All', 'Reports.Read.All', 'ReportSettings.Read.All'] });
  await examine('Check again');
  await page.locator('[data-link=account][data-state=ok]').waitFor();
  await page.getByText('Every link holds.').waitFor();
});

test('concealed names: by hand where it may not be changed, by the button where it may', async () => {
  const customer = scene.world.customers[1];
  const tenant = await scene.tenantNamed(customer.displayName);
  await scene.control('PATCH', `tenants/${customer.tenantId}/reports`, { displayConcealedNames: true });
  await page.goto(`/integrations/${connection}/doctor/${tenant.id}`);
  await title(page, customer.displayName).waitFor();
  await examine('Check again');
  await line('concealed-names').getByText('What to do:').waitFor();
  await button(page, 'Show names in reports').click();
  await page.getByText('Not switched by Reeve').waitFor();
  const consent = await scene.control('GET', `tenants/${customer.tenantId}/consent`);
  await scene.control('PATCH', `tenants/${customer.tenantId}/consent`, { roles: [...consent.roles, 'ReportSettings.ReadWrite.All'] });
  await button(page, 'Show names in reports').click();
  await page.getByText('Names are shown again').waitFor();
  await line('concealed-names').waitFor({ state: 'detached', timeout: DOCTOR_MS });
  assert.equal((await scene.control('GET', `tenants/${customer.tenantId}/reports`)).displayConcealedNames, false);
});
