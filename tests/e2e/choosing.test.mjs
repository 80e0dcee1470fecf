// Choosing what to sync in one browser: consent, "Sync your Microsoft data", sync, the contact with Microsoft's facts; later narrowed and widened.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, acceptFirstSyncs, allWell, button, connect, field, row, sharedContact, state, title, useLink } from './steps.mjs';

const SLOW_MS = 1500;
const MENU = ['Sync settings', 'Start manual sync', 'Matching', 'Logs', 'Edit credentials', 'Disconnect'];
let scene;
let browser;
let page;
let connection;
before(async () => {
  scene = await Scene.start({ tenants: '4', users: '20' });
  await scene.loadDocumentation();
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const part = (name) => page.getByRole('region', { name, exact: true });
const preview = () => part('What this choice brings');
const counted = () => page.locator('[data-choice-preview=done]').getByRole('status').filter({ hasText: /^Of \d+ accounts/ });
// What the preview counts of one kind, once it has counted.
async function figure(name) {
  await counted().waitFor();
  return Number((await preview().locator(`[data-count=${name}] p`).first().innerText()).replace(/\D/g, ''));
}
const until_figure = (name, test) => until(`the preview of ${name}`, async () => test(await figure(name)));
const settings = async (path = `connections/${connection}`) => (await scene.api.get(`/api/${path}/sync_settings`)).data.attributes;
const users = async () => scene.api.all('/api/records?filter[type]=users');
const notChosen = async () => (await users()).filter((one) => one.attributes['not-chosen'] === 'department');

test('the consent leads to "Sync your Microsoft data", recommended subscriptions first', async () => {
  connection = await connect(page, scene);
  const section = part('Sync your Microsoft data');
  await section.waitFor();
  await counted().waitFor({ timeout: 60_000 });
  await scene.idle();
  assert.equal(await section.getByRole('group', { name: 'Other' }).getByRole('checkbox', { name: 'Licenses' }).isChecked(), true);
  assert.equal(await section.getByRole('checkbox', { name: 'Enhance contacts with Microsoft Entra ID' }).isChecked(), true);
  await section.getByRole('switch', { name: 'All subscriptions' }).press('Space');
  const boxes = section.getByRole('group', { name: 'User subscriptions' }).getByRole('checkbox');
  const labels = await boxes.evaluateAll((all) => all.map((one) => ({ label: one.labels[0]?.innerText ?? '', on: one.checked })));
  const recommended = labels.map((one) => /Recommended/.test(one.label));
  assert.ok(recommended[0] && recommended.includes(false), JSON.stringify(labels));
  assert.equal(recommended.lastIndexOf(true) + 1, recommended.filter(Boolean).length, 'the recommended ones stand first');
  assert.deepEqual(labels.map((one) => one.on), recommended, 'and they alone are ticked');
  await counted().waitFor();
  assert.deepEqual(await inspect(page, 'sync-your-data', { kept: ['light', 'dark'] }), []);
});

test('nothing ticked cannot be saved; the saved choice is in force, and the syncs are queued with their time', async () => {
  const section = part('Sync your Microsoft data');
  const boxes = section.getByRole('group', { name: 'User subscriptions' }).getByRole('checkbox', { checked: true });
  while (await boxes.count() > 0) await boxes.first().uncheck();
  await section.getByText('Choose at least one subscription, or all of them.').waitFor();
  assert.equal(await button(page, 'Save and continue').isDisabled(), true);
  await button(page, 'Tick the recommended ones').click();
  await button(page, 'Save and continue').click();
  await section.waitFor({ state: 'detached' });
  const { choosing } = await settings();
  assert.equal(choosing['all-subscriptions'], false);
  assert.ok(choosing.subscriptions.length > 0);
  const [{ displayName }] = scene.world.customers;
  await state(row(page, displayName), 'queued').waitFor();
  await row(page, displayName).getByText(/^starts in \d+ min$/).waitFor();
  assert.deepEqual(page.troubles.seen, []);
});

test('the menu has IT Glue\'s actions; Start manual sync: Syncing…, then OK', async () => {
  await scene.api.post('/api/tenants/match_all', 'tenants', { 'minimum-score': 0.5 });
  for (const tenant of await scene.customers()) {
    if (tenant.attributes['organization-id'] === null) await scene.api.post(`/api/tenants/${tenant.id}/match`, 'tenants', { action: 'create', confirmed: true });
  }
  const slow = scene.world.customers.at(-1);
  await scene.fault({ kind: 'slow', tenant: slow.tenantId, path: '/users', milliseconds: SLOW_MS });
  await page.goto('/integrations');
  await page.getByRole('button', { name: 'Actions for Partner Center' }).click();
  for (const name of MENU) await page.getByRole('menuitem', { name, exact: true }).waitFor();
  await page.getByRole('menuitem', { name: 'Start manual sync', exact: true }).click();
  await state(row(page, 'Partner Center'), 'syncing').waitFor();
  await scene.mend();
  await acceptFirstSyncs(page, connection, scene.world.customers.length);
  for (const { displayName } of scene.world.customers) await allWell(page, displayName);
  assert.deepEqual(page.troubles.seen, []);
});

test('the tenant leads to its contacts, the overlay, and Manage to the customer\'s list of users', async () => {
  const contact = await sharedContact(scene.api);
  await page.goto(`/integrations/${connection}`);
  await page.getByRole('row').getByRole('link', { name: contact['organization-name'], exact: true }).first().click();
  await page.getByRole('link', { name: /^Contacts/ }).click();
  await row(page, contact.name).getByRole('link', { name: contact.name }).click();
  await title(page, contact.name).waitFor();
  await page.getByText(/^Microsoft 365/).first().waitFor();
  const manage = page.getByRole('link', { name: /^Manage/ }).first();
  const address = new URL(await manage.getAttribute('href'));
  assert.match(address.href, /users/i);
  assert.ok(scene.world.customers.some((one) => address.href.includes(one.tenantId) || address.href.includes(one.defaultDomain)), address.href);
  assert.deepEqual(page.troubles.seen, []);
});

test('a narrower choice is counted before it is saved; who is outside stays, and comes back', async () => {
  const before = await scene.api.all('/api/contacts');
  await page.goto(`/integrations/${connection}/settings`);
  await counted().waitFor();
  const everybody = await figure('linked');
  await button(page, 'Only some people: by kind of user, group, department, domain or license').click();
  const [{ attributes: one }] = (await users()).filter(({ attributes }) => attributes.body?.department);
  const list = page.getByRole('combobox', { name: 'Not these departments' });
  await list.fill(one.body.department);
  await list.press('Enter');
  await until_figure('notChosen', (n) => n > 0);
  assert.ok(await figure('linked') < everybody);
  await page.getByText(/would no longer be kept true/).waitFor();
  assert.equal((await notChosen()).length, 0, 'nothing is written before it is saved');
  await page.getByRole('button', { name: 'Tenant by tenant' }).click();
  assert.deepEqual(await inspect(page, 'sync-settings-choosing', { kept: ['light', 'dark'] }), []);
  await button(page, 'Save').click();
  await page.getByText('Saved. It counts from the next sync on.').waitFor();
  await scene.api.post(`/api/connections/${connection}/sync`, 'connections', {});
  await scene.idle();
  assert.ok((await notChosen()).length > 0);
  assert.deepEqual((await scene.api.all('/api/contacts')).map((each) => each.id), before.map((each) => each.id));
  assert.equal((await users()).filter((each) => each.attributes['gone-at'] !== null).length, 0);

  await page.reload();
  await button(page, 'Only some people: by kind of user, group, department, domain or license').click();
  await page.getByRole('button', { name: `Remove ${one.body.department}` }).or(list).first().waitFor();
  await scene.api.call('PATCH', `/api/connections/${connection}/sync_settings`, { data: { type: 'sync-settings', attributes: { choosing: { departments: { include: [], exclude: [] } } } } });
  await scene.api.post(`/api/connections/${connection}/sync`, 'connections', {});
  await scene.idle();
  assert.equal((await notChosen()).length, 0);
  assert.deepEqual(await scene.api.all('/api/contacts'), before);
});

test('one tenant has a choice of its own, by keyboard, and follows its connection again', async () => {
  const [tenant] = (await scene.customers());
  await page.goto(`/integrations/${connection}/settings/${tenant.id}`);
  await page.getByText('This tenant follows its connection.').waitFor();
  await counted().waitFor();
  const rule = field(page, 'Guests').and(page.locator('input:not([type=checkbox])'));
  await rule.focus();
  await page.keyboard.press('Enter');
  const wanted = page.getByRole('option', { name: 'Link, or create a contact' });
  await wanted.waitFor();
  // Which one is marked when the list opens is up to the list.
  await until('the wanted one to be marked', async () => {
    if ((await wanted.getAttribute('data-combobox-selected')) !== null) return true;
    await page.keyboard.press('ArrowUp');
    return false;
  });
  await page.keyboard.press('Enter');
  await until('its name', async () => (await rule.inputValue()) === 'Link, or create a contact');
  assert.deepEqual(await inspect(page, 'sync-settings-tenant', { kept: ['light'] }), []);
  await button(page, 'Save').click();
  await page.getByText('This tenant has settings of its own.').waitFor();
  assert.equal((await settings(`tenants/${tenant.id}`)).choosing.rules.guest, 'create');
  assert.equal((await settings()).choosing.rules.guest, 'skip');
  await button(page, 'Follow the connection again').click();
  await page.getByText('This tenant follows its connection.').waitFor();
  assert.equal((await settings(`tenants/${tenant.id}`)).choosing.rules.guest, 'skip');
});
