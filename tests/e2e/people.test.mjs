// A colleague: invited by a one-time link, given a role, disabled, and out at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Api } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, button, field, logIn, row, title, useLink } from './steps.mjs';

const COLLEAGUE = { firstName: 'Grace', lastName: 'Okafor', email: 'grace@msp.example', password: 'seven quiet mailboxes at dawn' };
let scene;
let browser;
let mine;    // the administrator's page
let theirs;  // the colleague's
before(async () => {
  scene = await Scene.start({ tenants: '1', users: '5' });
  browser = await Browser.start(scene);
  mine = await browser.visitor();
  theirs = await browser.visitor();
  await useLink(mine, scene.oneTimeLink, ADMINISTRATOR);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const navigation = (page) => page.getByRole('navigation', { name: 'Main' });
const role = (place) => place.getByRole('combobox', { name: /^Role/ });
const colleague = () => row(mine, COLLEAGUE.email);

test('an invitation shows a link that works once', async () => {
  await mine.goto('/account/people');
  await field(mine, 'E-mail').fill(COLLEAGUE.email);
  await field(mine, 'Role').selectOption('lite');
  await button(mine, 'Invite').click();
  const url = await field(mine, 'One-time link').inputValue();
  assert.match(url, new RegExp(`^${scene.url}/welcome/`));
  assert.deepEqual(await inspect(mine, 'invitation'), []);
  await useLink(theirs, url, COLLEAGUE);
  const again = await (await fetch(`${scene.url}/api/links/${url.split('/').pop()}`)).json();
  assert.equal(again.errors[0].status, 404);
});

test('a role decides what one sees', async () => {
  await navigation(theirs).getByRole('link', { name: 'Organizations' }).waitFor();
  assert.equal(await navigation(theirs).getByRole('link', { name: 'Integrations' }).count(), 0);
  await mine.goto('/account/people');
  const changed = mine.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok());
  await role(colleague()).selectOption('manager');
  await changed;
  await theirs.reload();
  await navigation(theirs).getByRole('link', { name: 'Integrations' }).waitFor();
});

test('a disabled colleague is out at once and cannot come back', async () => {
  const { value } = (await theirs.context().cookies(scene.url)).find((one) => one.name === 'reeve_session');
  const session = new Api(scene.url, { cookie: `reeve_session=${value}` });
  assert.equal((await session.raw('GET', '/api/session')).status, 200);
  await colleague().getByRole('button', { name: /^Actions for/ }).click();
  await mine.getByRole('menuitem', { name: 'Disable', exact: true }).click();
  await colleague().getByText('Disabled', { exact: true }).waitFor();
  assert.equal((await session.raw('GET', '/api/session')).status, 401);
  theirs.troubles.allowed.push(/status of 401/);
  await navigation(theirs).getByRole('link', { name: 'Organizations' }).click();
  await title(theirs, 'Sign in').waitFor();
  await logIn(theirs, COLLEAGUE);
  await theirs.getByRole('alert').waitFor();
  assert.deepEqual([...mine.troubles.seen, ...theirs.troubles.seen], []);
});
