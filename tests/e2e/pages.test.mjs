// Every page, with an empty and with a full world: accessible in both themes, usable at 375 px, quiet in the console, photographed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, connect, sharedContact, state, syncEverything, title, useLink } from './steps.mjs';

const BOTH = ['light', 'dark'];
let scene;
let browser;
let page;
before(async () => {
  scene = await Scene.start();
  browser = await Browser.start(scene);
  page = await browser.visitor();
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

// Opens an address and gives what is wrong there: name of the pictures, what shows that the page is
// there, and the themes in which the documentation has it.
async function look(name, address, { kept = [], ready = title(page, /./) } = {}) {
  await page.goto(address);
  await title(page, /./).waitFor();
  await ready.first().waitFor();
  return inspect(page, name, { kept });
}

test('before anybody is signed in', async () => {
  assert.deepEqual(await look('sign-in', '/login'), []);
  assert.deepEqual(await look('welcome', scene.oneTimeLink, { kept: ['light'], ready: page.getByLabel('Password', { exact: true }) }), []);
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
});

test('with an empty world', async (t) => {
  const pages = {
    'home-empty': ['/', { kept: ['light'] }], 'organizations-empty': ['/organizations'], 'organization-new': ['/organizations/new'],
    'reviews-empty': ['/reviews'], 'integrations-empty': ['/integrations'], connect: ['/integrations/connect', { kept: ['light'] }],
    'manage-links': ['/account/links', { kept: ['light'] }], password: ['/account'], 'notice-settings': ['/account/notices'], messages: ['/account/messages'], people: ['/account/people'], 'api-keys': ['/account/keys'], audit: ['/account/audit'], missing: ['/no/such/page'],
  };
  for (const [name, [address, options]] of Object.entries(pages)) {
    await t.test(name, async () => assert.deepEqual(await look(name, address, options), []));
  }
});

test('while tenants wait for their match and their first sync', async (t) => {
  await scene.loadDocumentation();
  const connection = await connect(page, scene);
  await t.test('connected', async () => assert.deepEqual(await inspect(page, 'connected'), []));
  const matching = (tab) => `/integrations/${connection}/matching?tab=${tab}`;
  for (const tab of ['unmatched', 'suggested', 'matched', 'ignored']) {
    const options = { kept: tab === 'unmatched' ? BOTH : [] };
    await t.test(`matching ${tab}`, async () => assert.deepEqual(await look(`matching-${tab}`, matching(tab), options), []));
  }
  await scene.idle();
  const held = { ready: state(page, 'held') };
  await t.test('held', async () => assert.deepEqual(await look('connection-held', `/integrations/${connection}`, held), []));
  await t.test('home with work', async () => assert.deepEqual(await look('home-work', '/'), []));
  await syncEverything(page, scene, connection);
});

test('with a full world', async (t) => {
  const [connection] = await scene.api.all('/api/connections');
  const contact = await sharedContact(scene.api);
  const organization = contact['organization-id'];
  const tenant = (await scene.customers()).find((one) => one.attributes['organization-id'] === organization).attributes;
  const badge = { ready: page.getByText(/^Microsoft 365/) };
  const pages = {
    home: ['/', { kept: BOTH }], organizations: ['/organizations'], organization: [`/organizations/${organization}`],
    'organization-edit': [`/organizations/${organization}/edit`], contacts: [`/organizations/${organization}/contacts`, { kept: ['light'] }],
    'contact-new': [`/organizations/${organization}/contacts/new`], 'organization-sync': [`/organizations/${organization}/sync`],
    contact: [`/contacts/${contact.id}`, { kept: BOTH, ...badge }], 'contact-edit': [`/contacts/${contact.id}/edit`],
    integrations: ['/integrations'], connection: [`/integrations/${connection.id}`, { kept: BOTH }],
    credentials: [`/integrations/${connection.id}/edit`], logs: [`/integrations/${connection.id}/logs`, { kept: ['light'] }],
    run: [`/runs/${tenant['last-run'].id}`], reviews: ['/reviews'],
  };
  for (const [name, [address, options]] of Object.entries(pages)) {
    await t.test(name, async () => assert.deepEqual(await look(name, address, options), []));
  }
  const [review] = await scene.api.all('/api/reviews');
  if (review !== undefined) await t.test('review', async () => assert.deepEqual(await look('review', `/reviews/${review.id}`), []));
});
