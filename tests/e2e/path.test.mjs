// The whole path in one browser: one-time link, connect, match, first sync, organization, contacts, a contact's page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, acceptFirstSyncs, allWell, button, connect, field, row, sharedContact, state, title, useLink } from './steps.mjs';

const SLOW_MS = 1500;
const WRITTEN = 'Keeper of the keys';
let scene;
let browser;
let page;
let connection;
let documented;
before(async () => {
  scene = await Scene.start();
  documented = await scene.loadDocumentation();
  browser = await Browser.start(scene);
  page = await browser.visitor();
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const tab = (name) => page.getByRole('tab', { name, exact: true });

// Who is still without an organization: with a suggestion, and without.
async function open() {
  const tenants = (await scene.customers()).filter((one) => one.attributes['organization-id'] === null);
  const names = (rows) => rows.map((one) => one.attributes.name);
  return { suggested: names(tenants.filter((one) => one.attributes.suggestion)), others: names(tenants.filter((one) => !one.attributes.suggestion)) };
}

test('the one-time link makes the first administrator, once', async () => {
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  const [cookie] = await page.context().cookies(scene.url);
  assert.equal(cookie.name, 'reeve_session');
  assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Lax']);
  const stranger = await browser.visitor();
  stranger.troubles.allowed.push(/status of 404.*\/api\/links\//);
  await stranger.goto(scene.oneTimeLink);
  await title(stranger, 'This link does not work').waitFor();
  assert.deepEqual(stranger.troubles.seen, []);
  await stranger.context().close();
});

test('connects through Microsoft\'s own pages and finds every customer', async () => {
  connection = await connect(page, scene);
  await row(page, scene.world.partner.displayName).getByText('Own tenant', { exact: true }).first().waitFor();
  assert.deepEqual(page.troubles.seen, []);
});

test('matches: accepts a suggestion, creates one, ignores one', async () => {
  const { suggested, others } = await open();
  assert.ok(suggested.length >= 1 && others.length >= 2, JSON.stringify({ suggested, others }));
  await page.getByRole('link', { name: /^Matching/ }).click();
  await title(page, 'Matching').waitFor();

  await tab('Suggested').click();
  await row(page, suggested[0]).getByRole('button', { name: 'Accept suggestion', exact: true }).click();
  await row(page, suggested[0]).waitFor({ state: 'detached' });

  await tab('Unmatched').click();
  await row(page, others[0]).getByRole('button', { name: 'Create organization', exact: true }).click();
  // Another one may be called nearly the same; then it asks.
  const asks = page.getByRole('dialog').getByRole('button', { name: `Create ${others[0]}`, exact: true });
  await Promise.race([asks.waitFor(), row(page, others[0]).waitFor({ state: 'detached' })]);
  if (await asks.isVisible()) await asks.click();
  await row(page, others[0]).waitFor({ state: 'detached' });
  await row(page, others[1]).getByRole('button', { name: 'Ignore', exact: true }).click();
  await row(page, others[1]).waitFor({ state: 'detached' });

  await tab('Ignored').click();
  await row(page, others[1]).waitFor();
  await tab('Matched').click();
  await row(page, others[0]).waitFor();
  const match = (await scene.tenantNamed(suggested[0])).attributes['organization-name'];
  assert.ok(documented.some((one) => one.name === match) && match !== suggested[0], match);
  await row(page, suggested[0]).getByRole('link', { name: match, exact: true }).waitFor();
  for (const name of [...suggested.slice(1), ...others.slice(2)]) {
    await scene.api.post(`/api/tenants/${(await scene.tenantNamed(name)).id}/match`, 'tenants', { action: 'create', confirmed: true });
  }
  assert.deepEqual(page.troubles.seen, []);
});

test('shows the first sync live, from held to OK', async () => {
  const { others } = await open();
  const matched = scene.world.customers.filter((one) => !others.includes(one.displayName));
  await page.goto(`/integrations/${connection}/matching?tab=matched`);
  const [first] = matched;
  await row(page, first.displayName).getByRole('button', { name: 'Accept first sync', exact: true }).click();
  await page.getByText(`First sync of ${first.displayName} accepted`).waitFor();
  await allWell(page, first.displayName);

  const slow = matched.at(-1);
  await scene.fault({ kind: 'slow', tenant: slow.tenantId, path: '/users', milliseconds: SLOW_MS });
  await acceptFirstSyncs(page, connection, matched.length - 1);
  await row(page, slow.displayName).getByRole('progressbar').waitFor();
  await state(row(page, slow.displayName), 'syncing').waitFor();
  for (const { displayName } of matched) await allWell(page, displayName);
  await scene.mend();
  await page.getByRole('button', { name: /^Accept first sync/ }).waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles.seen, []);
});

test('leads from the organization to a contact with Microsoft\'s facts beside what people wrote', async () => {
  const contact = await sharedContact(scene.api);
  await page.getByRole('navigation').getByRole('link', { name: 'Organizations' }).click();
  await title(page, 'Organizations').waitFor();
  await row(page, contact['organization-name']).getByRole('link').first().click();
  await page.getByRole('link', { name: /^Contacts/ }).click();
  await page.waitForURL(/\/contacts$/);
  await row(page, contact.name).getByRole('link', { name: contact.name }).click();
  await title(page, contact.name).waitFor();
  const line = page.locator('[data-field=title][data-differs]');
  await line.getByText(contact.ours, { exact: true }).waitFor();
  await line.getByText(contact.microsoft, { exact: true }).waitFor();
  await line.getByText('Differs', { exact: true }).waitFor();
  await page.getByText(/^Microsoft 365/).first().waitFor();
  await page.locator('[data-entra=account-status]').getByText('Enabled', { exact: true }).waitFor();
  assert.deepEqual(page.troubles.seen, []);
});

test('keeps what a person writes on the page, and says who wrote it', async () => {
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await field(page, 'Title').fill(WRITTEN);
  await button(page, 'Save').click();
  const line = page.locator('[data-field=title]');
  await line.getByText(WRITTEN, { exact: true }).waitFor();
  await line.getByText(/^Written by a person/).waitFor();
  assert.deepEqual(page.troubles.seen, []);
});

test('a second sync of everything changes nothing', async () => {
  const contacts = await scene.api.all('/api/contacts');
  await page.goto(`/integrations/${connection}`);
  await button(page, 'Start manual sync').click();
  await page.getByText(/^\d+ syncs queued$/).waitFor();
  const { name } = (await scene.customers()).find((one) => one.attributes.state === 'active').attributes;
  await allWell(page, name);
  await scene.idle();
  assert.deepEqual(await scene.api.all('/api/contacts'), contacts);
  assert.ok(contacts.some((one) => one.attributes.title === WRITTEN));
  assert.deepEqual(page.troubles.seen, []);
});
