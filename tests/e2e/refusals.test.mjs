// What Microsoft refuses is told on the page in a sentence with its remedy, and mended there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { approve, refuse, signIn } from './microsoft.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, askMicrosoft, backAtReeve, button, field, fillConnection, openForm, row, useLink } from './steps.mjs';

const WRONG_SECRET = 'Xq38Q~not-the-secret-of-this-application';
let scene;
let browser;
let page;
before(async () => {
  scene = await Scene.start({ tenants: '2', users: '5' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const refusal = () => page.getByRole('alert').filter({ hasText: 'The sign-in at Microsoft did not finish' });
const again = () => refusal().getByRole('button', { name: 'Sign in at Microsoft again' });

test('a refused consent is told, and signing in again mends it', async () => {
  await askMicrosoft(page, scene.world);
  await signIn(page, scene.world);
  await refuse(page);
  await backAtReeve(page, scene);
  await refusal().waitFor();
  assert.match(await refusal().innerText(), /consent|declined|refused|not accepted/i);
  assert.deepEqual(await inspect(page, 'refused-consent'), []);
  await again().click();
  await signIn(page, scene.world);
  await approve(page);
  await page.getByText('Partner Center is connected').waitFor();
  await row(page, scene.world.customers[0].displayName).waitFor();
});

test('a wrong client secret is told on the form and mended there; the page never gives a stored one', async () => {
  page.troubles.allowed.push(/status of 422.*\/sign_in$/);
  await fillConnection(page, scene.world, { secret: WRONG_SECRET, name: 'Second try' });
  await button(page, 'Connect').click();
  const told = page.getByRole('alert').filter({ hasText: 'The client secret is wrong.' });
  await told.waitFor();
  assert.match(await told.innerText(), /Copy the secret's Value/);
  assert.deepEqual(await inspect(page, 'wrong-secret'), []);
  await field(page, 'Client secret').fill(scene.world.partner.clientSecret);
  await button(page, 'Connect').click();
  await signIn(page, scene.world);  // consent was given before
  await page.getByText('Second try is connected').waitFor();
  await page.goto(`${new URL(page.url()).pathname}/edit`);
  await field(page, 'Client secret').waitFor();
  assert.equal(await field(page, 'Client secret').inputValue(), '');
  assert.ok(!(await page.content()).includes(scene.world.partner.clientSecret));
});

test('a secret that expires meanwhile is told after coming back', async () => {
  await askMicrosoft(page, scene.world, { name: 'Third try' });
  await scene.fault({ kind: 'secret-expired', tenant: scene.world.partner.tenantId });
  await signIn(page, scene.world);
  await backAtReeve(page, scene);
  await refusal().waitFor();
  assert.match(await refusal().innerText(), /secret.*expired|expired.*secret/i);
  await scene.mend();
});

test('the form says which ID is none, and when a secret is only its ID', async () => {
  await openForm(page);
  await field(page, 'Application (client) ID').fill('my application');
  await field(page, 'Directory (tenant) ID').fill(scene.world.partner.tenantId);
  await field(page, 'Client secret').fill(scene.world.partner.applicationId);
  await button(page, 'Connect').click();
  await page.getByText('This is no id as Microsoft shows it.', { exact: false }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'This looks like the secret' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/integrations/connect');
  assert.deepEqual(await inspect(page, 'connect-mistakes'), []);
});
