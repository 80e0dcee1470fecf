// Matching with 500 tenants and 5,000 contacts in one browser: filters, keys, a name that is there already, the preview of a first sync user by
// user, another organization with its effect shown first, and its undo.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, askMicrosoft, backAtReeve, button, row, title, useLink } from './steps.mjs';

const TENANTS = process.env.REEVE_E2E_MANY ?? '500';
const CONTACTS = 5000;
const AT_ONCE = 1000;
const FIND_MS = 120_000;
let scene;
let browser;
let page;
let connection;
let documented;
before(async () => {
  scene = await Scene.start({ tenants: TENANTS, users: '6' });
  documented = (await scene.control('GET', 'documentation')).organizations;
  for (const { contacts = [], ...attributes } of documented.slice(0, 12)) {
    const { data } = await scene.api.post('/api/organizations', 'organizations', attributes);
    if (contacts.length > 0) {
      await scene.api.call('POST', `/api/organizations/${data.id}/relationships/contacts`, { data: contacts.map((one) => ({ type: 'contacts', attributes: one })) });
    }
  }
  const { data: large } = await scene.api.post('/api/organizations', 'organizations', { name: 'Zzyzx Archive' });
  for (let from = 0; from < CONTACTS; from += AT_ONCE) {
    await scene.api.call('POST', `/api/organizations/${large.id}/relationships/contacts`, {
      data: Array.from({ length: AT_ONCE }, (_, i) => ({ type: 'contacts', attributes: { 'first-name': `Person ${from + i}`, 'last-name': 'Archived' } })),
    });
  }
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await askMicrosoft(page, scene.world);
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  connection = new URL(page.url()).pathname.split('/').pop();
  await until('all tenants to be found', async () => (await scene.customers()).length >= Number(TENANTS), { ms: FIND_MS });
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const tab = (name) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
const dialog = () => page.getByRole('dialog');
const open = (which = '') => page.goto(`/integrations/${connection}/matching${which}`);
const unmatched = async () => (await scene.customers()).filter((one) => one.attributes['organization-id'] === null && one.attributes.suggestion === null);
const active = () => page.locator('tr[data-active]');

test('unmatched tenants stand first, and the keyboard walks and decides', async () => {
  await open();
  await title(page, 'Matching').waitFor();
  assert.equal(await tab('Unmatched').getAttribute('aria-selected'), 'true');
  await active().waitFor();
  const first = await active().getAttribute('data-row');
  await page.keyboard.press('j');
  await until('the next row', async () => (await active().getAttribute('data-row')) !== first);
  await page.keyboard.press('k');
  await until('the first row again', async () => (await active().getAttribute('data-row')) === first);
  await page.keyboard.press('i');
  await page.locator(`tr[data-row="${first}"]`).waitFor({ state: 'detached' });
  await tab('Ignored').click();
  await page.locator(`tr[data-row="${first}"]`).waitFor();
  await page.keyboard.press('i');
  await page.locator(`tr[data-row="${first}"]`).waitFor({ state: 'detached' });
  await tab('Unmatched').click();
  await active().waitFor();
  assert.deepEqual(await inspect(page, 'matching-many'), []);
});

test('an organization of nearly the same name is made only when confirmed', async () => {
  const [tenant] = await unmatched();
  const name = tenant.attributes.name;
  await scene.api.post('/api/organizations', 'organizations', { name: `${name} of Elsewhere` });
  await open(`?q=${encodeURIComponent(name)}`);
  await row(page, name).first().getByRole('button', { name: 'Create organization', exact: true }).click();
  await dialog().getByText(`${name} of Elsewhere`).waitFor();
  assert.deepEqual(await inspect(page, 'matching-alike'), []);
  await dialog().getByRole('button', { name: 'Leave it as it is' }).click();
  assert.equal((await scene.tenantNamed(name)).attributes['organization-id'], null);
  await row(page, name).first().getByRole('button', { name: 'Create organization', exact: true }).click();
  await dialog().getByRole('button', { name: `Create ${name}`, exact: true }).click();
  await until('the match', async () => (await scene.tenantNamed(name)).attributes['matched-how'] === 'created');
});

test('the preview of its first sync shows each user before anything is written', async () => {
  const tenant = (await scene.customers()).find((one) => one.attributes['matched-how'] === 'created');
  const name = tenant.attributes.name;
  await until('the first sync to be held', async () => (await scene.tenantNamed(name)).attributes.status === 'Held', { ms: FIND_MS });
  await open(`?tab=matched&q=${encodeURIComponent(name)}`);
  await row(page, name).first().getByRole('link', { name: /\d+ match, \d+ new/ }).click();
  await title(page, `Preview of ${name}`).waitFor();
  await page.getByText(/\d+ match, \d+ new, \d+ unclear, \d+ would join two people/).waitFor();
  const counts = (await scene.api.get(`/api/tenants/${tenant.id}/preview`)).data.attributes;
  await page.locator('[data-outcome=create]').click();
  const rows = page.locator('tbody tr[data-row]');
  await until('the new ones alone', async () => (await rows.count()) === counts.create);
  assert.deepEqual(await inspect(page, 'preview', { kept: ['light', 'dark'] }), []);
  await rows.first().click();
  await dialog().getByText('What would be written').waitFor();
  assert.deepEqual(await inspect(page, 'preview-row'), []);
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  assert.equal((await scene.api.get(`/api/contacts?filter[organization-id]=${(await scene.tenantNamed(name)).attributes['organization-id']}`)).meta['total-count'], 0);
  await button(page, 'Accept first sync').click();
  await until('the sync', async () => /^OK/.test((await scene.tenantNamed(name)).attributes.status), { ms: FIND_MS });
  const { contacts } = (await scene.api.all(`/api/runs?filter[tenant-id]=${tenant.id}`)).map((one) => one.attributes.counts).find((one) => one?.contacts);
  assert.deepEqual([contacts.matched, contacts.created, contacts.review], [counts.match, counts.create, counts.unclear + counts.join], 'as the preview said');
});

test('another organization: the effect is shown first, and undo restores all', async () => {
  const { id, attributes: { name, 'organization-id': from } } = (await scene.customers()).find((one) => one.attributes['matched-how'] === 'created');
  const here = async (organization) => (await scene.api.all(`/api/contacts?filter[organization-id]=${organization}`)).map((one) => one.id).sort();
  const contacts = await here(from);
  assert.ok(contacts.length > 0);
  const { data: target } = await scene.api.post('/api/organizations', 'organizations', { name: 'Aardvark Holdings' });
  await open(`?tab=matched&q=${encodeURIComponent(name)}`);
  await row(page, name).first().getByRole('button', { name: 'Change match' }).click();
  await page.getByLabel('Search organizations').fill('Aardvark');
  await page.getByRole('option', { name: 'Aardvark Holdings' }).click();
  await dialog().getByText(/that the sync made and nobody edited/).waitFor();
  assert.deepEqual(await inspect(page, 'matching-effect'), []);
  assert.equal((await scene.tenantNamed(name)).attributes['organization-id'], from, 'nothing is done yet');
  await dialog().getByRole('button', { name: 'Change match' }).click();
  await page.getByText(`${name} is matched to Aardvark Holdings`).waitFor();
  assert.deepEqual(await here(Number(target.id)), contacts, 'what the sync made moved along');
  await button(page, 'Undo').last().click();
  await until('the undo', async () => (await scene.tenantNamed(name)).attributes['organization-id'] === from);
  assert.deepEqual(await here(from), contacts);
  assert.match((await scene.api.get(`/api/tenants/${id}`)).data.attributes['first-sync-accepted-at'], /^\d{4}-/);
});

test('all above a confidence are accepted at once; a matched row opens its organization', async () => {
  await open('?tab=suggested');
  await page.getByRole('combobox', { name: 'From which confidence on' }).click();
  await page.getByRole('option', { name: '70 %' }).click();
  await button(page, 'Accept all from 70 %').click();
  await page.getByText(/suggestions? accepted|No suggestion is that sure/).waitFor();
  await open('?tab=matched');
  const first = page.locator('tbody tr[data-row]').first();
  await first.waitFor();
  await first.locator('td').first().click();
  await page.waitForURL(/\/organizations\/\d+/);
  assert.deepEqual(page.troubles.seen, []);
});

test('each list answers; how fast is written down', async (t) => {
  for (const path of ['/api/tenants?filter[match]=unmatched', '/api/tenants?filter[match]=matched', '/api/contacts', '/api/contacts?filter[search]=person', '/api/organizations', '/api/reviews']) {
    const began = performance.now();
    const { meta } = await scene.api.get(`${path}${path.includes('?') ? '&' : '?'}page[size]=50`);
    t.diagnostic(`${path}: ${meta['total-count']} rows, ${(performance.now() - began).toFixed(0)} ms`);
    assert.equal(typeof meta['total-count'], 'number');
  }
});
