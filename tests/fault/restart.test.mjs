// The demo as a person runs it: Ctrl-C stops both programs, a second start takes seconds and keeps the data.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Api, until } from '../../tools/drive/api.mjs';
import { Process, freePort, run } from '../../tools/drive/processes.mjs';
import { BIN, scratch } from './scene.mjs';

const DEMO = join(import.meta.dirname, '../../tools/demo.mjs');
const folder = scratch();
const data = join(folder, 'demo');
after(() => rmSync(folder, { recursive: true, force: true }));

const alive = (pid) => existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

async function startDemo(port) {
  const started = Date.now();
  const demo = new Process({ name: 'demo', command: process.execPath, args: [DEMO, '--data', data, '--port', String(port), '--bin', BIN] });
  const [, address] = await demo.waitLine(/^Reeve is at\s+(\S+)/, 180_000);
  const [, link] = await demo.waitLine(/^Sign in once by\s+(\S+)/, 5_000);
  return { demo, address, link, seconds: (Date.now() - started) / 1000 };
}

async function counts(address) {
  const { stdout } = await run(join(data, 'reeve'), ['--config', join(data, 'reeve.toml'), 'admin', 'api-key', '--name', 'test', '--role', 'administrator']);
  const api = new Api(address, { key: stdout.trim() });
  return { organizations: await api.count('/api/organizations'), contacts: await api.count('/api/contacts'), tenants: await api.count('/api/tenants') };
}

test('Ctrl-C and a second start keep the data', async () => {
  const port = await freePort();
  const first = await startDemo(port);
  const before = await counts(first.address);
  assert.ok(before.contacts > 1000, JSON.stringify(before));
  const children = (await run('ps', ['-o', 'pid=', '--ppid', String(first.demo.pid)])).stdout.trim().split(/\s+/).map(Number);
  assert.equal(children.length, 2);
  first.demo.signal('SIGINT');
  assert.deepEqual(await first.demo.ended, { code: 0, signal: null });
  assert.deepEqual(children.filter(alive), []);

  const second = await startDemo(port);
  assert.ok(second.seconds < 15, `the second start took ${second.seconds} s`);
  assert.deepEqual(await counts(second.address), before);
  const page = await fetch(second.link.replace('/welcome/', '/api/links/'));
  assert.equal(page.status, 200, 'the one-time link still waits for the person');
  second.demo.signal('SIGINT');
  assert.equal((await second.demo.ended).code, 0);
});

test('cloud.sh starts the same cloud again on the same port', async () => {
  const cloud = new Process({ name: 'cloud.sh', command: join(data, 'cloud.sh') });
  const [, url] = /^microsoft = "([^"]+)"/m.exec(readFileSync(join(data, 'reeve.toml'), 'utf8'));
  const world = await until('the cloud to answer', async () => {
    assert.equal(cloud.result, null, 'it runs');
    return fetch(`${url}/_control/world`).then((answer) => answer.json()).catch(() => null);
  });
  assert.equal(world.customers.length, 25);
  assert.equal((await cloud.stop()).code, 0);
});
