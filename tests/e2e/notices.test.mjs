// Notices in the browser: on the Home page with remedy and link, dismissed and back; the settings with a test; the messages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { MailSink, WebhookSink } from '../fault/sinks.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, connect, field, state, syncEverything, title, useLink } from './steps.mjs';

const WAIT_MS = 30_000;
let scene;
let browser;
let page;
let connection;
let tenant;
let mails;
let hooks;
before(async () => {
  mails = await MailSink.start({ secret: '' });
  hooks = await WebhookSink.start();
  scene = await Scene.start({ tenants: '2', users: '20', env: {
    REEVE_SMTP_URL: `smtp://127.0.0.1:${mails.port}`, REEVE_SMTP_FROM: 'reeve@msp.example', REEVE_WEBHOOK_PRIVATE_ADDRESSES: 'yes',
  } });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  connection = await connect(page, scene);
  await syncEverything(page, scene, connection);
  [tenant] = scene.world.customers;
});
after(async () => {
  await browser?.close();
  await scene?.close();
  mails?.close();
  hooks?.close();
});

const notices = () => page.getByRole('region', { name: 'Notices' });
const line = (text) => notices().getByRole('listitem').filter({ hasText: text });

async function sync() {
  const { id } = await scene.tenantNamed(tenant.displayName);
  await scene.api.post(`/api/tenants/${id}/sync`, 'runs');
  await scene.idle();
}

test('what one wants to be told is chosen, saved and tried', async () => {
  await page.goto('/account/notices');
  await title(page, 'Notices').waitFor();
  page.troubles.allowed.push(/status of 422.*\/api\/notice_settings$/);
  await page.getByLabel('Tenant failing by mail', { exact: true }).check();
  await page.getByLabel('Tenant failing by webhook', { exact: true }).check();
  await field(page, 'Address of the webhook').fill('http://hooks.example/secret');
  await button(page, 'Save').click();
  await page.getByText('A webhook must be https').waitFor();
  await field(page, 'Address of the webhook').fill(hooks.url('ada'));
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  await button(page, 'Send a test mail').click();
  await page.getByText('The mail server took the test message').waitFor({ timeout: WAIT_MS });
  assert.equal(mails.mails.at(-1).to[0], ADMINISTRATOR.email);
  await button(page, 'Send a test to the webhook').click();
  await page.getByText('The webhook took the test message').waitFor({ timeout: WAIT_MS });
  assert.equal(hooks.of('ada').length, 1);
  assert.deepEqual(await inspect(page, 'notice-settings-full', { kept: ['light'] }), []);
  await page.reload();
  await title(page, 'Notices').waitFor();
  assert.equal(await page.getByLabel('Tenant failing by mail', { exact: true }).isChecked(), true);
  assert.equal(await field(page, 'Address of the webhook').inputValue(), '', 'a secret is not shown again');
  assert.ok(!(await page.content()).includes('/ada'));
});

test('a notice stands on Home with why, what to do and the way there', async () => {
  await scene.fault({ kind: 'forbidden', tenant: tenant.tenantId, path: '/users', times: 0 });
  await sync();
  await page.goto('/');
  const one = line(`${tenant.displayName} is not synced`);
  await one.waitFor({ timeout: WAIT_MS });
  assert.match(await one.innerText(), /does not let Reeve read/);
  assert.deepEqual(await inspect(page, 'home-notices', { kept: ['light', 'dark'] }), []);
  await one.getByRole('link', { name: /^Open: / }).click();
  await page.waitForURL(/\/runs\/\d+$/);
});

test('it is dismissed for oneself, shown again, and gone when mended', async () => {
  await page.goto('/');
  const one = line(`${tenant.displayName} is not synced`);
  await one.getByRole('button', { name: /^Dismiss: / }).click();
  await page.getByText('You have dismissed everything that is open.').waitFor();
  await button(page, 'Show 1 dismissed notice').click();
  await one.getByRole('button', { name: /^Show again: / }).click();
  await one.getByRole('button', { name: /^Dismiss: / }).waitFor();
  await scene.mend();
  await sync();
  await one.waitFor({ state: 'detached', timeout: WAIT_MS });
  assert.equal(await scene.api.count('/api/notices?filter[state]=open'), 0);
});

test('administrators see what became of each message', async () => {
  await page.goto('/account/messages');
  await page.getByText(`Mended: ${tenant.displayName} is not synced`).first().waitFor({ timeout: WAIT_MS });
  await state(page, 'ok').first().waitFor({ timeout: WAIT_MS });
  assert.equal(await page.getByText(`Mended: ${tenant.displayName} is not synced`).count(), 2, 'by mail and by webhook');
  assert.deepEqual(await inspect(page, 'messages-full', { kept: ['light'] }), []);
});
