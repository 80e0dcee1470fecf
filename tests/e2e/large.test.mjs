// One organization of 5,000 people among 500 tenants, in one browser: its preview, its sync, the reviews that it asks, Compare, history and
// undo. However long a list is, the page holds one page of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { LARGE, documentLarge, worldOptions } from '../../tools/drive/large_company.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, askMicrosoft, backAtReeve, button, title, useLink } from './steps.mjs';

const TENANTS = Number(process.env.REEVE_E2E_MANY ?? '500');
const PEOPLE = Number(process.env.REEVE_E2E_PEOPLE ?? '5000');
const LONG_MS = 180_000;
const PAGE_ROWS = 50;
let scene;
let browser;
let page;
let tenant;
let organization;
let run;
before(async () => {
  scene = await Scene.start({ world: (folder) => worldOptions({ folder, tenants: TENANTS, users: 6, people: PEOPLE }) });
  organization = await documentLarge(scene.api, PEOPLE);
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await askMicrosoft(page, scene.world);
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  await until('all tenants to be found', async () => (await scene.customers()).length >= TENANTS, { ms: LONG_MS });
  const found = await scene.tenantNamed(LARGE);
  tenant = found.id;
  if (found.attributes['organization-id'] === null) await scene.api.post(`/api/tenants/${tenant}/match`, 'tenants', { 'organization-id': Number(organization) });
  await until('its first sync to be held', async () => (await scene.tenantNamed(LARGE)).attributes.status === 'Held', { ms: LONG_MS });
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const rows = () => page.locator('tbody tr[data-row]');
const counted = async (path) => (await scene.api.get(`${path}${path.includes('?') ? '&' : '?'}page[size]=1`)).meta['total-count'];

// A long list: one page of it is drawn, the next one holds others, and back.
async function pages(total) {
  assert.ok(total > PAGE_ROWS, `${total} rows`);
  await until('one page of rows', async () => (await rows().count()) === PAGE_ROWS);
  const first = await rows().first().getAttribute('data-row');
  await page.getByRole('button', { name: 'Next page' }).click({ noWaitAfter: true });
  await until('the next page', async () => ![null, first].includes(await rows().first().getAttribute('data-row').catch(() => null)));
  assert.ok((await rows().count()) <= PAGE_ROWS);
  await page.getByRole('button', { name: 'Previous page' }).click({ noWaitAfter: true });
  await until('the first page', async () => (await rows().first().getAttribute('data-row').catch(() => null)) === first);
}

test('the preview of thousands pages, narrows down, and is accepted', async () => {
  const { match, create, unclear } = (await scene.api.get(`/api/tenants/${tenant}/preview`)).data.attributes;
  assert.equal(match + create + unclear, PEOPLE);
  await page.goto(`/tenants/${tenant}/preview`);
  await title(page, `Preview of ${LARGE}`).waitFor();
  await pages(PEOPLE);
  await page.locator('[data-outcome=unclear]').click();
  await until('the unclear ones', async () => new URL(page.url()).search.includes('unclear'));
  await pages(unclear);
  assert.deepEqual(await inspect(page, 'large-preview', { kept: ['light'] }), []);
  await button(page, 'Accept first sync').click();
  await until('the sync', async () => /^OK/.test((await scene.tenantNamed(LARGE)).attributes.status), { ms: LONG_MS });
  [run] = (await scene.api.all(`/api/runs?filter[tenant-id]=${tenant}`)).filter((one) => one.attributes.counts?.contacts?.created > 0);
  const { contacts } = run.attributes.counts;
  assert.deepEqual([contacts.matched, contacts.created, contacts.review], [match, create, unclear], 'as the preview said');
});

test('the inbox pages, and many reviews are answered at once by the keyboard', async () => {
  const open = () => counted('/api/reviews?filter[state]=open&filter[kind]=unclear_match');
  const before = await open();
  await page.goto('/reviews?group=unclear');
  await title(page, 'Reviews').waitFor();
  await pages(await counted('/api/reviews?filter[state]=open'));
  assert.deepEqual(await inspect(page, 'large-reviews', { kept: ['light'] }), []);
  for (const at of [0, 1]) {
    await rows().nth(at).getByRole('checkbox').focus();
    await page.keyboard.press('Space');
  }
  await page.getByRole('button', { name: /^Create .*2/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('2 reviews answered.').waitFor();
  await until('two fewer', async () => (await open()) === before - 2);
});

test('Compare pages and searches among all who differ', async () => {
  const path = `/api/organizations/${organization}/compare?filter[state]=differs`;
  const differs = await counted(path);
  await page.goto(`/organizations/${organization}/compare`);
  await pages(differs);
  assert.deepEqual(await inspect(page, 'large-compare', { kept: ['light', 'dark'] }), []);
  const [{ attributes: one }] = (await scene.api.get(`${path}&page[size]=1&page[number]=77`)).data;
  await page.getByLabel('Search names').fill(one['asset-name']);
  await until('the one', async () => (await rows().count()) < PAGE_ROWS && (await rows().first().getByText(one['asset-name']).count()) > 0);
  const take = page.getByRole('button', { name: `Take Microsoft's ${one.label} of ${one['asset-name']}` });
  await take.focus();
  await page.keyboard.press('Enter');
  await page.getByText(/1 field taken from Microsoft/).waitFor();
  await until('one fewer', async () => (await counted(path)) === differs - 1);
});

test('two of thousands are merged and split again, and their histories tell it', async () => {
  const linked = await scene.api.get(`/api/contacts?filter[organization-id]=${organization}&filter[linked]=true&page[size]=2&sort=name`);
  const [first, second] = linked.data;
  await page.goto(`/contacts/${first.id}`);
  await button(page, 'Merge').click();
  await page.getByLabel('The other contact').fill(second.attributes.name);
  await page.getByRole('button', { name: new RegExp(second.attributes.name) }).first().click();
  await page.getByText(/Also moves/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click();
  const merged = page.locator(`[data-merged="${second.id}"]`);
  await merged.getByText(second.attributes.name).waitFor();
  assert.equal((await scene.api.get(`/api/contacts/${second.id}`)).data.id, first.id, 'the old id answers with the survivor');
  assert.deepEqual(await inspect(page, 'large-merged'), []);
  await merged.getByRole('button', { name: 'Split off' }).click();
  await page.getByText('Both are again as they were.').waitFor();
  assert.equal((await scene.api.get(`/api/contacts/${second.id}`)).data.attributes.name, second.attributes.name);
});

test('the audit tells of what was decided, with what it was before and after', async () => {
  await page.goto('/account/audit');
  await title(page, 'Audit').waitFor();
  await until('its rows', async () => (await rows().count()) > 0);
  assert.deepEqual(await inspect(page, 'audit', { kept: ['light', 'dark'] }), []);
  const decisions = await scene.api.all('/api/audit?filter[subject-kind]=review');
  assert.ok(decisions.length >= 2, `${decisions.length} decisions about reviews`);
  await page.locator('input[aria-label="About what"]').click();
  await page.getByRole('option', { name: 'Review', exact: true }).click();
  await until('only reviews', async () => new URL(page.url()).search.includes('review') && (await rows().count()) === Math.min(decisions.length, PAGE_ROWS));
  const said = await rows().first().innerText();
  assert.match(said, new RegExp(ADMINISTRATOR.email ?? ADMINISTRATOR.name), said);
});

test('the history tells it, and the whole sync is undone with its effect shown first', async () => {
  await page.goto(`/runs/${run.id}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.deepEqual(await inspect(page, 'large-run'), []);
  await button(page, 'Undo this sync').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^Archives [\d,.]+ assets it created$/).waitFor();
  assert.deepEqual(await inspect(page, 'large-undo', { kept: ['light'] }), []);
  await dialog.getByRole('button', { name: 'Undo this sync' }).click();
  await button(page, 'Take the undo back').waitFor({ timeout: LONG_MS });
  assert.deepEqual(await inspect(page, 'large-undone'), []);
  await page.goto(`/organizations/${organization}/contacts`);
  await pages(await counted(`/api/contacts?filter[organization-id]=${organization}`));
  assert.deepEqual(page.troubles.seen, []);
});
