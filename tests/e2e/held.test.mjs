// Many people gone at once: held, looked at, accepted; who left wears a badge and has a timeline; the limits and what becomes of
// leavers are settings.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, field, syncEverything, useLink } from './steps.mjs';

const SYNC_MS = 60_000;
let scene;
let browser;
let page;
let connection;
let tenant; // Reeve's
let customer; // Microsoft's
before(async () => {
  scene = await Scene.start({ tenants: '1', users: '40' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await scene.loadDocumentation();
  connection = await connect(page, scene);
  await syncEverything(page, scene, connection);
  await scene.idle();
  [customer] = scene.world.customers;
  [tenant] = await scene.customers();
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

async function sync() {
  const { data } = await scene.api.post(`/api/tenants/${tenant.id}/sync`, 'tenants', {});
  return until('the sync to end', async () => {
    const run = (await scene.api.get(`/api/runs/${data.id}`)).data.attributes;
    return run['finished-at'] && run;
  }, { ms: SYNC_MS });
}
const goneRecords = async () => (await scene.api.get(`/api/records?filter[type]=users&filter[gone]=true&filter[tenant-id]=${tenant.id}`)).meta['total-count'];

test('many people gone at once are held, and the page shows whom', async () => {
  const people = await scene.control('GET', `tenants/${customer.tenantId}/users`);
  const members = (people.value ?? people).filter((one) => one.userType !== 'Guest');
  for (const one of members.slice(0, 25)) await scene.control('DELETE', `tenants/${customer.tenantId}/users/${one.id}`);
  assert.equal((await sync()).state, 'held');
  assert.equal(await goneRecords(), 0);
  await page.goto('/reviews');
  await page.getByRole('link', { name: /would have left at once/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Many would leave at once' }).waitFor();
  await page.getByText('Whom it is about').waitFor();
  assert.deepEqual(await inspect(page, 'held-review', { kept: ['light'] }), []);
});

test('rejecting keeps everybody, accepting lets them go', async () => {
  await button(page, 'Keep').click();
  await page.getByText('You may still change your mind').waitFor();
  assert.equal((await sync()).state !== 'held', true);
  assert.equal(await goneRecords(), 0);
  await page.reload();
  await page.getByRole('button', { name: /^Let go/ }).click();
  await page.getByText(/Accepted: the next sync|Answered, and done/).waitFor();
  await scene.idle();
  await until('the people to be marked as gone', async () => (await goneRecords()) === 25, { ms: SYNC_MS });
});

test('a contact says what Microsoft says of its user, and since when', async () => {
  const { data } = await scene.api.get(`/api/contacts?filter[microsoft-state]=soft_deleted`);
  assert.ok(data.length > 0, 'some of those who left were contacts');
  await page.goto(`/contacts/${data[0].id}`);
  await page.locator('[data-person-state=soft_deleted]').first().waitFor();
  await page.getByText('Deleted, restorable (was enabled)').waitFor();
  assert.deepEqual(await inspect(page, 'contact-who-left', { kept: ['light'] }), []);
  await page.goto(`/organizations/${data[0].attributes['organization-id']}/contacts?microsoft_state=soft_deleted`);
  await page.locator('[data-person-state=soft_deleted]').first().waitFor();
  assert.deepEqual(await inspect(page, 'contacts-who-left'), []);
});

test('who left is asked about: both sides, each answer with its effect, one by one and many at once', async () => {
  await page.goto('/reviews?group=left');
  await page.getByText(/was deleted at Microsoft/).first().waitFor();
  assert.deepEqual(await inspect(page, 'reviews-who-left'), []);
  const open = async () => (await scene.api.get('/api/reviews?filter[state]=open&filter[kind]=record_left')).meta['total-count'];
  const before = await open();
  assert.ok(before > 2, `${before} wait`);
  await page.getByRole('link', { name: /was deleted at Microsoft/ }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Somebody left' }).waitFor();
  await page.getByRole('heading', { name: 'Both sides' }).waitFor();
  assert.deepEqual(await inspect(page, 'review-who-left'), []);
  await button(page, 'Keep the contact').click();
  await page.getByText(/Ada Reeve decided this/).waitFor();
  assert.equal(await open(), before - 1);
  await page.goto('/reviews?group=left');
  await page.getByRole('row').filter({ hasText: 'was deleted' }).first().getByRole('checkbox').click();
  await button(page, 'Archive 1 review').click();
  await page.getByText('1 review answered.').waitFor();
  assert.equal(await open(), before - 2);
  await page.goto('/reviews?group=left&state=decided');
  await page.getByText('Archived').first().waitFor();
  assert.deepEqual(await inspect(page, 'reviews-decided'), []);
});

test('the limits are switched off only with a reason, and leavers are settings', async () => {
  await page.goto(`/integrations/${connection}/settings?tab=guard`);
  await page.getByRole('tab', { name: 'Safety limits' }).click();
  await page.getByRole('switch', { name: /Hold a sync/ }).waitFor();
  assert.deepEqual(await inspect(page, 'settings-guard'), []);
  await page.getByRole('switch', { name: /Hold a sync/ }).click({ force: true });
  await field(page, /Why is it off/).waitFor();
  await page.getByRole('tab', { name: 'People who leave' }).click();
  await page.getByText('Nothing is ever deleted').waitFor();
  assert.deepEqual(await inspect(page, 'settings-leavers'), []);
});
