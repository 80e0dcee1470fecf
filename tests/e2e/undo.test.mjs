// History and undo as people see them: one change taken back, a whole sync undone with its effect shown first, and two
// contacts merged and split again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, syncEverything, title, useLink } from './steps.mjs';

const UNDO_MS = 60_000;
let scene;
let browser;
let page;
let organization;
before(async () => {
  scene = await Scene.start({ tenants: '3', users: '12' });
  await scene.loadDocumentation();
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await syncEverything(page, scene, await connect(page, scene));
  await scene.idle();
  organization = (await scene.customers())[0].attributes['organization-id'];
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const contacts = async (more = '') => await scene.api.all(`/api/contacts?filter[organization-id]=${organization}${more}`);
const one = async (id) => (await scene.api.get(`/api/contacts/${id}`)).data;
const changes = async (id) => (await scene.api.all(`/api/contacts/${id}/changes`)).map(({ id: change, attributes }) => ({ id: change, ...attributes }));

// A contact that people wrote, with the first change of a value that a sync made to it.
async function filled() {
  for (const contact of await contacts()) {
    const rows = await changes(contact.id);
    const made = rows.find((row) => row.op === 'create');
    const row = rows.find((change) => change.actor === 'microsoft' && change.op === 'add' && change.path === 'phones');
    if (made?.actor !== 'microsoft' && row !== undefined) return { contact, row };
  }
  throw new Error('No sync filled a contact that was there.');
}

test('one change is taken back from the history, refused by the next sync, and can be put back', async () => {
  const { contact, row } = await filled();
  await page.goto(`/contacts/${contact.id}`);
  await title(page, contact.attributes.name).waitFor();
  const line = page.locator(`[data-change="${row.id}"]`);
  await page.locator('[data-change]').first().waitFor();
  if (await line.count() === 0) await page.getByRole('button', { name: /^Show all \d+ changes$/ }).click();
  await line.getByRole('button', { name: /^Undo: / }).click();
  await line.getByText('Taken back').waitFor();
  await line.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  assert.deepEqual(await inspect(page, 'history-undone'), []);
  const phones = async () => (await one(contact.id)).attributes['contact-phones'].map((phone) => phone.value);
  assert.ok(!(await phones()).includes(row.new));
  for (const tenant of await scene.customers()) await scene.api.post(`/api/tenants/${tenant.id}/sync`, 'tenants', {});
  await scene.idle();
  assert.ok(!(await phones()).includes(row.new));
  const undo = (await changes(contact.id))[0]['undo-id'];
  await scene.api.post(`/api/undos/${undo}/undo`, 'undos', {});
  assert.ok((await phones()).includes(row.new));
});

test('two contacts are merged with a choice for each field, and split again', async () => {
  const [first, second] = (await contacts('&filter[linked]=true')).filter((contact) => contact.attributes.title);
  await page.goto(`/contacts/${first.id}`);
  await button(page, 'Merge').click();
  await page.getByLabel('The other contact').fill(second.attributes.name);
  await page.getByRole('button', { name: new RegExp(second.attributes.name) }).first().click();
  await page.getByText(/Also moves/).waitFor();
  const choice = page.getByRole('dialog').locator('[data-field=title]').getByRole('radio').last();
  if (await choice.count() > 0) await choice.check();
  assert.deepEqual(await inspect(page, 'merge-dialog'), []);
  await page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click();
  const merged = page.locator(`[data-merged="${second.id}"]`);
  await merged.getByText(second.attributes.name).waitFor();
  assert.equal((await one(first.id)).attributes.title, second.attributes.title);
  assert.equal((await one(second.id)).id, first.id);
  await page.goto(`/contacts/${second.id}`);
  await page.waitForURL(new RegExp(`/contacts/${first.id}$`));
  await merged.waitFor();
  assert.deepEqual(await inspect(page, 'contact-merged'), []);
  await merged.getByRole('button', { name: 'Split off' }).click();
  await page.getByText('Both are again as they were.').waitFor();
  assert.equal((await one(first.id)).attributes.title, first.attributes.title);
  assert.equal((await one(second.id)).attributes.title, second.attributes.title);
});

test('a whole sync shows what undoing it does, is undone, and what somebody wrote since stays', async () => {
  const tenant = (await scene.customers())[0];
  const runs = await scene.api.all(`/api/runs?filter[tenant-id]=${tenant.id}`);
  const run = runs.map((row) => row.id).sort((a, b) => a - b);
  let target;
  for (const id of run) {
    const { attributes } = (await scene.api.get(`/api/runs/${id}/undo`)).data;
    if (attributes.archived > 1) target = { id, ...attributes };
  }
  assert.ok(target !== undefined, 'a run created contacts');
  const made = [];
  for (const contact of await contacts())
    if ((await changes(contact.id)).some((row) => row.op === 'create' && row['run-id'] === Number(target.id))) made.push(contact);
  await scene.api.patch(`/api/contacts/${made[0].id}`, 'contacts', { notes: 'Calls before eight' });
  await page.goto(`/runs/${target.id}`);
  await button(page, 'Undo this sync').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^Archives \d+ assets it created$/).waitFor();
  await dialog.getByText('Somebody changed it since, so it stays as it is.').first().waitFor();
  assert.deepEqual(await inspect(page, 'undo-run-preview'), []);
  await dialog.getByRole('button', { name: 'Undo this sync' }).click();
  await page.getByText(/assets it created archived$/).waitFor({ timeout: UNDO_MS });
  await button(page, 'Take the undo back').waitFor({ timeout: UNDO_MS });
  assert.deepEqual(await inspect(page, 'undo-run-done'), []);
  const left = (await contacts()).map((contact) => contact.id);
  assert.ok(left.includes(made[0].id));
  assert.ok(!left.includes(made[1].id));
  await scene.api.post(`/api/tenants/${tenant.id}/sync`, 'tenants', {});
  await scene.idle();
  assert.deepEqual((await contacts()).map((contact) => contact.id).sort(), left.sort());
  await button(page, 'Take the undo back').click();
  await until('the contacts to be back', async () => (await contacts()).length >= left.length + made.length - 1, { ms: UNDO_MS });
});
