// The simulated sign-in page in a real browser: under Microsoft's own host name, over TLS, without a warning.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { Scene } from './scene.mjs';
import { approve, authorizeUrl, signIn } from './microsoft.mjs';

let scene;
let browser;
before(async () => {
  scene = await Scene.start({ tenants: '2', users: '5', reeve: false });
  browser = await Browser.start(scene);
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

// Nobody listens there: where the browser is sent back to is seen in its request.
const BACK = 'http://localhost:9/microsoft/callback';
const backRequest = (page) => page.waitForRequest((request) => request.url().startsWith(BACK));

test('signs in under login.microsoftonline.com and comes back with a code', async () => {
  const page = await browser.visitor();
  await page.goto(authorizeUrl(scene.world, BACK));
  assert.equal(new URL(page.url()).host, 'login.microsoftonline.com');
  const back = backRequest(page);
  await signIn(page, scene.world);
  await approve(page);
  const answer = new URL((await back).url()).searchParams;
  assert.ok(answer.get('code')?.length > 20);
  assert.equal(answer.get('state'), 'e2e');
});

test('says what is wrong with a password, and sends a refusal back', async () => {
  const page = await browser.visitor();
  await page.goto(authorizeUrl(scene.world, BACK));
  await signIn(page, scene.world, { password: 'wrong' });
  await page.getByRole('alert').filter({ hasText: 'AADSTS50126' }).waitFor();
  await signIn(page, scene.world);
  const back = backRequest(page);
  await page.locator('button[name=consent][value=cancel]').click();
  assert.equal(new URL((await back).url()).searchParams.get('error'), 'access_denied');
});
