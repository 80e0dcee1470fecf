// Comparing in the browser: an organization's differences, taken, kept and unlocked; a contact beside its user; the file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, row, syncEverything, useLink } from './steps.mjs';

let scene;
let browser;
let page;
let organization;
let contacts;
before(async () => {
  scene = await Scene.start({ tenants: '3' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await syncEverything(page, scene, await connect(page, scene));
  const tenant = await scene.tenantNamed(scene.world.customers[0].displayName);
  organization = tenant.attributes['organization-id'];
  const all = await scene.api.all(`/api/organizations/${organization}/compare?filter[state]=same&filter[field]=title`);
  contacts = all.filter((one) => one.attributes.ours).slice(0, 3).map((one) => one.attributes);
  for (const [index, one] of contacts.entries())
    await scene.api.patch(`/api/contacts/${one['asset-id']}`, 'contacts', { title: `Our own title ${index}` });
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const rowOf = (contact, path = '') =>
  scene.api.all(`/api/contacts/${contact['asset-id']}/compare${path}`).then((rows) => rows.find((one) => one.attributes.field === 'title').attributes);
const becomes = (contact, state) => until(`the title to be ${state}`, async () => (await rowOf(contact)).state === state, { ms: 10_000 });

test('lists what differs, ours beside Microsoft\'s', async () => {
  assert.equal(contacts.length, 3);
  await page.goto(`/organizations/${organization}`);
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Compare' }).click();
  const line = row(page, 'Our own title 0');
  await line.getByText(contacts[0].microsoft, { exact: true }).waitFor();
  await line.getByText(/^API/).waitFor();
  assert.deepEqual(await inspect(page, 'compare'), []);
  const download = page.waitForEvent('download');
  await button(page, 'CSV').click();
  assert.match((await download).suggestedFilename(), /csv/);
});

test('a difference is taken, another kept and unlocked again', async () => {
  await page.getByRole('button', { name: `Take Microsoft's Title of ${contacts[0]['asset-name']}` }).click();
  await page.getByText(/1 field taken from Microsoft/).waitFor();
  await becomes(contacts[0], 'same');
  assert.equal((await rowOf(contacts[0])).source, 'microsoft');
  await page.getByRole('button', { name: `Keep ours: Title of ${contacts[1]['asset-name']}` }).click();
  await becomes(contacts[1], 'kept');
  await page.getByText('Kept', { exact: true }).first().click();
  const kept = row(page, 'Our own title 1');
  await kept.waitFor();
  assert.deepEqual(await inspect(page, 'compare-kept'), []);
  await kept.getByRole('button', { name: /^Unlock/ }).click();
  await becomes(contacts[1], 'differs');
});

test('all the rest is taken at once, after the number was told', async () => {
  await page.goto(`/organizations/${organization}/compare?field=title`);
  await button(page, 'Take all 2').click();
  await page.getByText("Take Microsoft's value in 2 fields?").waitFor();
  await button(page, 'Take 2 values').click();
  await becomes(contacts[1], 'same');
  await becomes(contacts[2], 'same');
  await page.getByText('Nothing fits the search and filters').waitFor();
  assert.equal((await rowOf(contacts[1])).ours, contacts[1].microsoft);
});

test('a contact has its own comparison and its history who took what', async () => {
  await page.goto(`/contacts/${contacts[0]['asset-id']}`);
  await page.getByText('“Our own title 0” →').first().waitFor();
  await page.getByRole('link', { name: 'Compare', exact: true }).first().click();
  await page.getByText(/^Compared with/).waitFor();
  await page.getByText('Same', { exact: true }).first().waitFor();
  assert.deepEqual(await inspect(page, 'compare-contact'), []);
});
