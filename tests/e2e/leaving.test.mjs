// Leaving in the browser: pause and resume, what the application holds is listed and revoked, the credentials are forgotten, and a
// connection is removed while what people wrote stays.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, field, syncEverything, useLink } from './steps.mjs';

const NAME = 'Partner Center';
const LISTED_MS = 60_000;
let scene;
let browser;
let page;
let connection;
before(async () => {
  scene = await Scene.start({ tenants: '3', users: '6' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await scene.loadDocumentation();
  connection = await connect(page, scene);
  await syncEverything(page, scene, connection);
  await scene.idle();
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const choose = (ending) => page.getByRole('radio', { name: ending, exact: true }).click();
const attributes = async () => (await scene.api.get(`/api/connections/${connection}`)).data.attributes;
const inState = (state) => until(`the connection to be ${state}`, async () => (await attributes()).state === state, { ms: LISTED_MS });
const listed = () => page.getByRole('button', { name: 'List again', exact: true }).and(page.locator(':enabled')).waitFor({ timeout: LISTED_MS });

// What Microsoft itself says that the application may do, over all tenants.
async function held() {
  let count = 0;
  for (const { tenantId } of [scene.world.partner, ...scene.world.customers]) {
    const { roles, scopes } = await scene.control('GET', `tenants/${tenantId}/consent`);
    count += roles.length + scopes.length;
  }
  return count;
}

async function openLeaving() {
  await page.goto(`/integrations/${connection}`);
  await button(page, `Actions for ${NAME}`).click();
  await page.getByRole('menuitem', { name: 'Disconnect', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `Disconnect ${NAME}` }).waitFor();
}

async function signInFor(label) {
  await button(page, label).click();
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
  await signIn(page, scene.world);
  await approve(page);
  await page.waitForURL((url) => url.origin === scene.url && url.pathname === `/integrations/${connection}/leave`);
  await button(page, `${label}: done`).waitFor({ timeout: LISTED_MS });
  await listed();
}

test('pause asks nothing of Microsoft, and resume goes on', async () => {
  await openLeaving();
  await choose('Pause');
  await button(page, 'Pause').click();
  await page.getByText(`${NAME} is paused`).waitFor();
  await inState('paused');
  assert.deepEqual(await inspect(page, 'leave', { kept: ['light'] }), []);
  await button(page, 'Resume').click();
  await page.getByText(`${NAME} goes on`).waitFor();
  await inState('connected');
});

test('what the application holds is listed, and what is ticked is revoked once the name is typed', async () => {
  await openLeaving();
  await choose('Disconnect, keep data');
  await signInFor('Sign in for leaving');
  await signInFor('Sign in for Partner Center');
  assert.ok(await held() > 10);
  assert.deepEqual(await inspect(page, 'leave-listed', { kept: ['light', 'dark'] }), []);
  await page.getByRole('button', { name: /^Tick everything \(\d+\)$/ }).click();
  const revoke = page.getByRole('button', { name: /^Revoke \d+ grants$/ });
  await revoke.waitFor();
  const typed = field(page, `Type “${NAME}” to revoke at Microsoft`);
  assert.ok(await revoke.isDisabled());
  await typed.fill('Partner');
  assert.ok(await revoke.isDisabled(), 'another name is not enough');
  await typed.fill(NAME);
  await revoke.click();
  await until('nothing to be left at Microsoft', async () => (await held()) === 0, { ms: LISTED_MS });
  await listed();
  await page.locator('[data-item=done]').first().waitFor();
  assert.equal(await page.locator('[data-item=failed], [data-item=left]').count(), 0);
  assert.deepEqual(await inspect(page, 'leave-revoked', { kept: ['light'] }), []);
});

test('the credentials are forgotten, and the documentation stays', async () => {
  const contacts = await scene.api.count('/api/contacts');
  const records = await scene.api.count('/api/records');
  assert.ok(contacts > 0 && records > 0);
  const finish = button(page, 'Disconnect');
  assert.ok(await finish.isDisabled());
  await field(page, `Type “${NAME}” to go on`).fill(NAME);
  await finish.click();
  await page.getByText(`${NAME} is disconnected`).waitFor();
  await inState('disconnected');
  assert.equal((await attributes())['has-secret'], false);
  assert.equal(await scene.api.count('/api/contacts'), contacts);
  assert.equal(await scene.api.count('/api/records'), records);
});

test('removing takes what Microsoft said, archives what only the sync wrote, and leaves what people wrote', async () => {
  const contacts = await scene.api.all('/api/contacts');
  const organizations = await scene.api.count('/api/organizations');
  const edited = contacts.find((one) => !one.attributes.archived);
  await scene.api.patch(`/api/contacts/${edited.id}`, 'contacts', { notes: 'Has the key of the server room.' });
  await page.goto(`/integrations/${connection}/leave`);
  await button(page, 'Remove it, too').click();
  await field(page, `Type “${NAME}” to go on`).fill(NAME);
  await button(page, 'Remove').click();
  await page.getByText(`${NAME} is removed`, { exact: true }).waitFor({ timeout: LISTED_MS });
  assert.equal(await scene.api.count('/api/connections'), 0);
  assert.equal(await scene.api.count('/api/records'), 0);
  assert.equal(await scene.api.count('/api/organizations'), organizations);
  const after = await scene.api.get(`/api/contacts/${edited.id}`);
  assert.equal(after.data.attributes.archived, false);
  assert.equal(after.data.attributes.notes, 'Has the key of the server room.');
  // The page asked once more for the connection, which is gone; the browser writes that answer down.
  const gone = page.troubles.seen.filter((one) => !one.includes(`404 (Not Found) at ${scene.url}/api/connections/${connection}`));
  page.troubles.seen.splice(0, Infinity, ...gone);
  assert.deepEqual(await inspect(page, 'leave-removed', { kept: ['light'] }), []);
});
