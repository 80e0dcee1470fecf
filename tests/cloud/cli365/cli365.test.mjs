// @pnp/cli-microsoft365, unmodified, lists users, groups and licenses: a proxy leads Microsoft's hosts to the simulator.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from '../assertion.mjs';
import { LeadingProxy } from '../proxy.mjs';
import { Scene, trustOwnAuthority } from '../scene.mjs';

trustOwnAuthority(import.meta.url);

const program = join(dirname(createRequire(import.meta.url).resolve('@pnp/cli-microsoft365/package.json')), 'dist/index.js');
const run = promisify(execFile);
const PAGE = 100;  // of /users, when the client asks for no other
const MICROSOFT = ['login.microsoftonline.com', 'graph.microsoft.com'];
let scene;
let proxy;
let home;
before(async () => {
  scene = await Scene.start('--tenants', '2', '--users', '150');
  proxy = await LeadingProxy.start(scene.port, MICROSOFT);
  home = mkdtempSync(join(tmpdir(), 'reeve-cloud-cli-'));
  // Its own setting against telemetry, where it keeps its settings: the command that sets it would already report itself.
  mkdirSync(join(home, 'config/configstore'), { recursive: true });
  writeFileSync(join(home, 'config/configstore/cli-m365-config.json'), JSON.stringify({ disableTelemetry: true }));
});
after(async () => {
  if (home) rmSync(home, { recursive: true, force: true });
  await proxy?.stop();
  assert.equal(await scene.stop(), 0);
});

// Its settings and tokens lie in a home of their own, and its look for a newer version is off by its own variable.
async function cli(words) {
  const environment = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), CLIMICROSOFT365_NOUPDATE: '1',
    NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS, HTTPS_PROXY: proxy.url, https_proxy: proxy.url, HTTP_PROXY: proxy.url, http_proxy: proxy.url };
  const list = Array.isArray(words) ? words : words.split(' ');
  const { stdout } = await run(process.execPath, [program, ...list, '--output', 'json'], { env: environment, maxBuffer: 64 * 1024 * 1024 });
  return stdout === '' ? null : JSON.parse(stdout);
}

const ids = (list) => list.map((one) => one.id).sort();
const known = async (what) => (await scene.control('GET', `tenants/${scene.customer.tenantId}/${what}`)).value;

async function signIn(...proof) {
  return cli(['login', '--appId', scene.partner.applicationId, '--tenant', scene.customer.tenantId, ...proof]);
}

test('signed in with a client secret, it lists all users over several pages', async () => {
  await signIn('--authType', 'secret', '--secret', scene.partner.clientSecret);
  assert.deepEqual(ids(await cli('entra user list')), ids(await known('users')));
  assert.ok(scene.customer.users > PAGE);
  const guests = await cli('entra user list --type Guest --properties id,userType');
  assert.ok(guests.length > 0 && guests.every((one) => one.userType === 'Guest'));
});

test('it lists groups, of every kind', async () => {
  const groups = await known('groups');
  assert.deepEqual(ids(await cli('entra group list')), ids(groups));
  const unified = groups.filter((one) => one.groupTypes.includes('Unified'));
  assert.deepEqual(ids(await cli('entra group list --type microsoft365')), ids(unified));
  const distribution = groups.filter((one) => !one.securityEnabled && one.mailEnabled && !one.groupTypes.includes('Unified'));
  assert.deepEqual(ids(await cli('entra group list --type distribution')), ids(distribution));
});

test('it lists licenses', async () => {
  const licenses = await cli('entra license list');
  assert.ok(licenses.length > 0);
  for (const one of licenses) assert.ok(one.skuPartNumber && one.id.startsWith(scene.customer.tenantId) && Number.isInteger(one.prepaidUnits.enabled));
});

test('it signs in with a certificate', async () => {
  const { certificate, privateKey } = makeCertificate();
  await scene.control('POST', 'application/certificate', { value: certificate });
  const file = join(home, 'app.pem');
  writeFileSync(file, `${privateKey}\n${certificate}`);
  await signIn('--authType', 'certificate', '--certificateFile', file);
  assert.equal((await cli('entra user list --type Guest')).length, (await known('users')).filter((one) => one.userType === 'Guest').length);
});

test('a wrong secret ends in the AADSTS error', async () => {
  await cli('logout');
  await assert.rejects(signIn('--authType', 'secret', '--secret', 'wrong'), /AADSTS7000215/);
});

test('nothing but Microsoft\'s two hosts was asked', () => {
  assert.deepEqual(proxy.refused, []);
  assert.deepEqual([...new Set(proxy.led)].sort(), MICROSOFT.map((host) => `${host}:443`).sort());
});
