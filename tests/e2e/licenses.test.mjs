// An organization's licenses in the browser: the table, who holds a product, what is wasted, and Microsoft Licenses for scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { Browser } from './browser.mjs';
import { inspect } from './inspect.mjs';
import { Scene } from './scene.mjs';
import { ADMINISTRATOR, connect, row, syncEverything, useLink } from './steps.mjs';

let scene;
let browser;
let page;
let organization;
let product;
let leaver;
before(async () => {
  scene = await Scene.start({ tenants: '3' });
  browser = await Browser.start(scene);
  page = await browser.visitor();
  await useLink(page, scene.oneTimeLink, ADMINISTRATOR);
  await syncEverything(page, scene, await connect(page, scene));
});
after(async () => {
  await browser?.close();
  await scene?.close();
});

const licensesOf = (tenant) => scene.api.all(`/api/licenses?filter[tenant-id]=${tenant}&sort=-consumed`);

test('counts what the tenant bought and who left with a license', async () => {
  const [customer] = scene.world.customers;
  const tenant = await scene.tenantNamed(customer.displayName);
  organization = tenant.attributes['organization-id'];
  const [most] = (await licensesOf(tenant.id)).filter((one) => !one.attributes.free);
  product = most.attributes;
  const holders = await scene.api.all(`/api/licenses/${most.id}/relationships/holders?filter[waste]=any`);
  assert.equal(holders.length, product.waste);
  assert.equal(product.unused, Math.max(0, product.active - product.consumed));
  const [first] = await scene.api.all(`/api/licenses/${most.id}/relationships/holders?sort=name`);
  leaver = first.attributes;
  const record = (await scene.api.get(`/api/records/${leaver['record-id']}`)).data.attributes;
  await scene.control('PATCH', `tenants/${customer.tenantId}/users/${record['external-id']}`, { accountEnabled: false });
  await scene.api.post(`/api/tenants/${tenant.id}/sync`, 'tenants', {});
  const wasted = product['waste-disabled'] + (leaver.waste === 'disabled' ? 0 : 1);
  await until('the account to count as waste', async () =>
    (await scene.api.get(`/api/licenses/${most.id}`)).data.attributes['waste-disabled'] === wasted, { ms: 60_000 });
});

test('shows the table, what is not known, and CSV', async () => {
  await page.goto(`/organizations/${organization}`);
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Licenses' }).click();
  const line = row(page, product['part-number']).first();
  await line.getByText(`${product.consumed} of ${product.active} used`).waitFor();
  await page.getByText(/Sign-ins of \d+ holders/).first().waitFor();
  assert.deepEqual(await inspect(page, 'licenses'), []);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  assert.equal((await download).suggestedFilename(), 'licenses.csv');
});

test('opens a product: units, history, and the holder who left', async () => {
  await row(page, product['part-number']).first().getByRole('link', { name: product.name, exact: true }).click();
  await page.getByRole('heading', { level: 2, name: product.name }).waitFor();
  await page.getByText(/used on .* Each day adds a point/).waitFor();
  await page.getByText('Disabled', { exact: true }).click();
  const line = row(page, leaver['user-name']);
  await line.getByText('Account disabled').waitFor();
  assert.deepEqual(await inspect(page, 'license'), []);
});

test('scripts find Microsoft Licenses as flexible assets', async () => {
  const [type] = await scene.api.all('/api/flexible_asset_types?filter[name]=Microsoft%20Licenses');
  assert.equal(type.attributes.locked, true);
  const assets = await scene.api.all(`/api/flexible_assets?filter[flexible_asset_type_id]=${type.id}&filter[organization_id]=${organization}`);
  const one = assets.find((asset) => asset.attributes.traits['part-number'] === product['part-number']);
  assert.equal(one.attributes.traits.active, product.active);
  assert.equal(one.attributes.name, product.name);
});
