// Every line of bad input ends in one clear sentence with its remedy, and with nothing lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { run } from '../../tools/drive/processes.mjs';
import { withSession } from '../../tools/drive/demo_steps.mjs';
import { signInAtMicrosoft } from '../../tools/drive/sign_in.mjs';
import { BIN, Scene, scratch } from './scene.mjs';

let scene;
let folder;
before(async () => {
  scene = await Scene.prepare({ matched: false, world: ['--tenants', '1', '--users', '20', '--seed', '3'] });
  folder = scratch();
});
after(async () => {
  await scene?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const reeve = (...args) => run(join(BIN, 'reeve'), args, { ms: 30_000, cwd: folder });
const serve = (...args) => reeve(...args, ...(args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']), 'serve');

// One sentence on the console, with what to do, and no stack or code first.
function assertSentence(t, { code, stdout, stderr }, pattern) {
  t.diagnostic(stderr.trim());
  assert.equal(code, 1, `${stdout}${stderr}`);
  assert.match(stderr, pattern);
  assert.doesNotMatch(stderr, /terminate called|what\(\)|Assertion/);
  assert.match(stderr.split('\n')[0], /^[A-Z].{40,}\.$/, 'sentences, with what to do');
}

// A connection with these values, and the journey to Microsoft and back: where it ended.
async function journey(values, { between = async () => {}, button } = {}) {
  const actor = await scene.actor();
  const { partner } = scene.stage.world;
  const made = await actor.api.post('/api/connections', 'connections', { kind: 'partner', name: 'Partner',
    'application-id': partner.applicationId, 'directory-id': partner.tenantId, 'client-secret': partner.clientSecret, ...values });
  const place = { api: actor.api.base, publicUrl: actor.api.base, world: scene.stage.world };
  const told = await withSession(place, actor.api, async (browser, mine) => {
    const { meta } = await mine.post(`/api/connections/${made.data.id}/sign_in`, 'connections');
    const redirectUri = new URL(meta.url).searchParams.get('redirect_uri');
    const back = await signInAtMicrosoft(browser, meta.url, partner.serviceAccount, { redirectUri, button });
    await between();
    const landed = await browser.request(back.replace(new URL(back).origin, actor.api.base));
    return new URL(landed.location ?? '/', actor.api.base).searchParams.get('error') ?? '';
  }).catch((error) => error.message);
  const { data } = await actor.api.get(`/api/connections/${made.data.id}`);
  const connection = data.attributes;
  await actor.close();
  return { told: `${told} ${connection['state-sentence'] ?? ''} ${connection.remedy ?? ''}`, connection };
}

for (const [name, values, options, pattern] of [
  ['a wrong secret', { 'client-secret': 'wrong~secret~value~of~forty~characters~xx' }, {}, /secret/i],
  ['an unknown tenant', { 'directory-id': randomUUID() }, {}, /tenant|directory/i],
  ['a refused consent', {}, { button: (all) => all.find((one) => one.name === 'cancel' || one.value === 'cancel') }, /declined|refused|cancel|consent|not given/i],
  ['an expired code', {}, { between: () => scene.control('POST', 'clock', { advance: 'PT20M' }) }, /expired|too long|again/i],
]) {
  test(`${name}: a sentence with the remedy, and no connection that claims to work`, async (t) => {
    const { told, connection } = await journey(values, options);
    t.diagnostic(told);
    assert.match(told, pattern);
    assert.ok(told.trim().length > 30, told);
    assert.notEqual(connection.state, 'connected');
  });
}

test('a port in use: one sentence that names it', async (t) => {
  const taken = createServer();
  await new Promise((resolve) => { taken.listen(0, '127.0.0.1', resolve); });
  const { port } = taken.address();
  const result = await serve('--data', join(folder, 'port'), '--listen', `127.0.0.1:${port}`);
  taken.close();
  assertSentence(t, result, new RegExp(String(port)));
});

test('a database that is no database: one sentence that names it', async (t) => {
  writeFileSync(join(folder, 'letter.txt'), 'Dear Sir or Madam, this is no database.\n'.repeat(400));
  assertSentence(t, await serve('--data', join(folder, 'letter'), '--database', `sqlite:${join(folder, 'letter.txt')}`), /letter\.txt/);
});

test('a database in a folder that is missing: one sentence that names it', async (t) => {
  assertSentence(t, await serve('--data', join(folder, 'none'), '--database', `sqlite:${join(folder, 'missing/deep/reeve.sqlite')}`), /missing/);
});

// For root no folder is read-only by its mode; the kernel's own folder refuses root as well.
test('a folder that cannot be written: one sentence that names it', async (t) => {
  assertSentence(t, await serve('--data', '/proc/reeve-data', '--key-file', join(folder, 'a.key')), /\/proc\/reeve-data/);
});

test('a file where the data folder should be: one sentence that names it', async (t) => {
  writeFileSync(join(folder, 'occupied'), '');
  assertSentence(t, await serve('--data', join(folder, 'occupied'), '--key-file', join(folder, 'b.key')), /occupied/);
});

test('a missing root key while sealed values exist: refused, and with the key everything is there', async (t) => {
  const actor = await scene.actor();
  const { partner } = scene.stage.world;
  await actor.api.post('/api/connections', 'connections', { kind: 'partner', name: 'Kept',
    'application-id': partner.applicationId, 'directory-id': partner.tenantId, 'client-secret': partner.clientSecret });
  await actor.process.stop();
  const key = await actor.hideKey();
  assertSentence(t, await run(join(BIN, 'reeve'), [...actor.arguments, 'serve'], { ms: 30_000 }), /reeve\.key/);
  actor.restoreKey(key);
  await actor.start();
  const [kept] = await actor.api.all('/api/connections');
  assert.equal(kept.attributes['has-secret'], true);
  await actor.close();
});

test('an unknown command, flag or setting: exit code 2', async () => {
  assert.equal((await reeve('dance')).code, 2);
  assert.equal((await reeve('--colour', 'red', 'serve')).code, 2);
  writeFileSync(join(folder, 'wrong.toml'), 'colour = "red"\n');
  const { code, stderr } = await reeve('--config', join(folder, 'wrong.toml'), 'config');
  assert.equal(code, 2);
  assert.match(stderr, /colour/);
});
