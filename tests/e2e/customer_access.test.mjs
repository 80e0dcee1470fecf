// Getting into customers' tenants in the browser: consent, the group and AdminAgents, and a relationship from its invitation to the
// assigned group; each by a sign-in of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, field, row, useLink } from './steps.mjs';

const READING = ['LicenseAssignment.Read.All', 'Organization.Read.All', 'User.Read.All'];
let scene;
let browser;
let page;
let connection;
before(async () => {
  scene = await Scene.start({ tenants: '3', users: '4' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  connection = await connect(page, scene);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const tab = (name) => page.getByRole('tab', { name, exact: true }).click();
const ended = (text, state) => row(page, text).locator(`[data-step=${state}]`);

// To Microsoft for one act and back; gives the permissions that its sign-in asked for. `again`: they were accepted before.
async function signInFor(act, { again = false } = {}) {
  await page.locator(`[data-sign-in=${act}]`).first().click();
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
  const asked = new URL(page.url()).searchParams.get('scope').split(' ').map((one) => one.split('/').pop());
  await signIn(page, scene.world);
  if (!again) await approve(page);
  await page.waitForURL((url) => url.origin === scene.url && url.pathname === `/integrations/${connection}/access`);
  await page.locator('[data-session=open]').waitFor();
  return asked.filter((one) => !['openid', 'profile', 'offline_access'].includes(one));
}

test('consent in customers\' tenants, with exactly what the tier needs', async () => {
  const [first, second] = scene.world.customers;
  await scene.control('PATCH', `tenants/${first.tenantId}/consent`, { present: false });
  await page.goto(`/integrations/${connection}`);
  await page.getByRole('link', { name: 'Customer access', exact: true }).click();
  await row(page, first.displayName).waitFor();
  assert.deepEqual(await inspect(page, 'customer-access', { kept: ['light'] }), []);
  assert.deepEqual(await signInFor('consent'), ['user_impersonation']);
  await button(page, 'Consent in all open tenants').click();
  await ended(first.displayName, 'done').waitFor();
  await ended(second.displayName, 'already').waitFor();
  const { roles, scopes } = await scene.control('GET', `tenants/${first.tenantId}/consent`);
  assert.deepEqual([roles.sort(), scopes.sort()], [READING, READING]);
  await page.locator('[data-session=closed]').waitFor();
  const link = await row(page, first.displayName).locator('[data-link]').getAttribute('data-link');
  assert.ok(link.startsWith(`https://login.microsoftonline.com/${first.tenantId}/v2.0/adminconsent?`), link);
  assert.deepEqual(await inspect(page, 'customer-access-done', { kept: ['light'] }), []);
});

test('the security group is made, and the application joins AdminAgents', async () => {
  await page.goto(`/integrations/${connection}/access`);
  await tab('Groups');
  assert.deepEqual(await signInFor('groups'), ['Directory.ReadWrite.All']);
  await tab('Groups');
  await button(page, 'Choose or make').click();
  await field(page, 'Search, or name the one to make').fill('Reeve access');
  await button(page, 'Make “Reeve access”').click();
  const gdap = page.locator('section').filter({ hasText: 'Security group for GDAP' });
  await gdap.locator('[data-step=done]').waitFor();
  await gdap.getByText('Reeve access (made by Reeve)').waitFor();
  await signInFor('groups', { again: true });
  await tab('Groups');
  await button(page, 'Put the application in').click();
  await page.locator('section').filter({ hasText: 'AdminAgents, for customers' }).locator('[data-step=done]').waitFor();
  assert.deepEqual(await inspect(page, 'customer-access-groups', { kept: ['light'] }), []);
});

test('a customer is invited, accepts, and the group gets its roles', async () => {
  const customer = scene.world.customers[2];
  await scene.control('PATCH', `tenants/${customer.tenantId}/relationships`, { status: 'terminated' });
  await page.goto(`/integrations/${connection}/access?tab=relationships`);
  assert.deepEqual(await signInFor('relationships'), ['DelegatedAdminRelationship.ReadWrite.All']);
  await tab('Relationships');
  await button(page, 'Invite customers').click();
  await field(page, 'Customers, one a line').fill(`${customer.displayName}, ${customer.tenantId}`);
  assert.deepEqual(await inspect(page, 'customer-access-invite'), []);
  await button(page, 'Make 1 invitation').click();
  const invited = row(page, `Reeve-${customer.displayName}`.slice(0, 50));
  await invited.getByText('Waits for the customer').waitFor();
  const link = await invited.locator('[data-link]').getAttribute('data-link');
  const [, id] = /^https:\/\/admin\.microsoft\.com\/AdminPortal\/Home#\/partners\/invitation\/granularAdminRelationships\/(.+)$/.exec(link);
  await scene.control('POST', `tenants/${customer.tenantId}/relationships/${id}/approve`, {});
  await scene.control('POST', 'clock', { advance: 'PT10S' });
  await button(page, 'Look again').click();
  await invited.getByText('Active', { exact: true }).waitFor();
  // Whoever invited is still signed in, so the group follows by itself.
  await invited.locator('[data-step=done]').waitFor();
  assert.deepEqual(await inspect(page, 'customer-access-relationships', { kept: ['light'] }), []);
});
