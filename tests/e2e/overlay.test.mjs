// What Microsoft says, as people see it: an organization's page "Microsoft", a contact's facts with their reasons, and the mapping of fields
// previewed, saved and applied.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, row, sharedContact, syncEverything, title, useLink } from './steps.mjs';

const FACTS = ['account-status', 'last-logon', 'last-password-change', 'mfa', 'mfa-methods', 'mfa-default', 'roles', 'licenses', 'mailbox-size',
  'mailbox-quota', 'mailbox-purpose', 'aliases', 'manager', 'devices', 'groups', 'on-premises'];
let scene;
let browser;
let page;
let connection;
let contact;
before(async () => {
  scene = await Scene.start({ tenants: '4', users: '15' });
  await scene.loadDocumentation();
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  connection = await connect(page, scene);
  await syncEverything(page, scene, connection);
  contact = await sharedContact(scene.api);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const fact = (name) => page.locator(`[data-entra=${name}]`);

async function kind(name) {
  await page.getByRole('combobox', { name: 'Kind of object' }).click();
  await page.getByRole('option', { name, exact: true }).click();
}

test('an organization\'s page "Microsoft" has each kind of object, and says why one is missing', async () => {
  await page.goto(`/organizations/${contact['organization-id']}`);
  await page.getByRole('link', { name: 'Microsoft', exact: true }).click();
  await page.getByRole('columnheader', { name: 'User name' }).waitFor();
  assert.ok(await page.getByRole('row').count() > 5);
  assert.deepEqual(await inspect(page, 'organization-microsoft'), []);
  await kind('Licenses');
  await page.getByRole('columnheader', { name: 'Part number' }).waitFor();
  await kind('Intune devices');
  await page.getByText(/Intune devices are not chosen: the connection's tier/).first().waitFor();
  await page.getByText('Nothing of this kind').waitFor();
  assert.deepEqual(await inspect(page, 'organization-microsoft-missing'), []);
});

test('a contact\'s page has every fact of its user, known or with the reason', async () => {
  await page.goto(`/contacts/${contact.id}`);
  await title(page, contact.name).waitFor();
  await fact('account-status').getByText('Enabled', { exact: true }).waitFor();
  assert.deepEqual(await page.locator('[data-entra]').evaluateAll((rows) => rows.map((one) => one.dataset.entra)), FACTS);
  for (const name of FACTS) {
    const state = await fact(name).getAttribute('data-state');
    const text = await fact(name).getByRole('cell').first().innerText();
    assert.ok(text.trim().length > 0, name);
    if (state === 'unknown') {
      await fact(name).getByText('Unknown', { exact: true }).waitFor();
      assert.ok(await fact(name).getAttribute('data-reason'), name);
      assert.doesNotMatch(text, /^No$/m);
    }
  }
  for (const name of ['last-logon', 'mailbox-size', 'devices']) assert.equal(await fact(name).getAttribute('data-reason'), 'not_in_tier', name);
  assert.equal(await fact('licenses').getAttribute('data-state'), 'known');
  await page.locator('#entra').evaluate((one) => one.scrollIntoView());
  assert.deepEqual(await inspect(page, 'contact-entra'), []);
});

test('a manager\'s name leads to the manager\'s contact', async () => {
  for (const { id, attributes } of await scene.api.all('/api/contacts')) {
    const { entra } = (await scene.api.get(`/api/contacts/${id}/microsoft`)).data.attributes;
    const manager = entra.find((one) => one.name === 'manager')?.items.find((one) => one['contact-id'] !== null);
    if (manager === undefined) continue;
    await page.goto(`/contacts/${id}`);
    await title(page, attributes.name).waitFor();
    await fact('manager').getByRole('link').click();
    await page.waitForURL(new RegExp(`/contacts/${manager['contact-id']}$`));
    return;
  }
  assert.fail('nobody has a manager who is a contact');
});

test('a mapping is previewed, saved and applied, and what it overwrote stays in the history', async () => {
  await page.goto(`/integrations/${connection}/settings?section=mapping`);
  await page.getByRole('combobox', { name: 'Title: who wins' }).click();
  await page.getByRole('option', { name: 'Microsoft wins', exact: true }).click();
  await page.getByText(/What people wrote in title is overwritten/).waitFor();
  await button(page, 'Preview').click();
  const preview = page.locator('[data-preview]');
  await preview.getByText(/would change with the next sync/).waitFor();
  await preview.locator('[data-preview-field=title]').getByText(/becomes/).first().waitFor();
  assert.deepEqual(await inspect(page, 'settings-mapping'), []);
  await button(page, 'Save').click();
  await page.getByText('Saved. It counts from the next sync on.').waitFor();
  assert.equal((await scene.api.get(`/api/contacts/${contact.id}`)).data.attributes.title, contact.ours);
  for (const tenant of await scene.customers()) await scene.api.post(`/api/tenants/${tenant.id}/sync`, 'tenants', {});
  await scene.idle();
  await page.goto(`/contacts/${contact.id}`);
  await page.locator('[data-field=title]').getByText('Microsoft wins', { exact: true }).waitFor();
  await page.getByText(`Title: “${contact.ours}” → “${contact.microsoft}”`).waitFor();
  assert.equal(await row(page, 'Title').getByText('Differs').count(), 0);
});
