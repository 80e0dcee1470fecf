// `reeve doctor` on the console, beside a serving process: its lines, its exit codes, and what it never prints.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { until } from '../../tools/drive/api.mjs';
import { run } from '../../tools/drive/processes.mjs';
import { BIN, Scene } from './scene.mjs';

const MEMBERS = ['connection', 'tenant', 'check', 'state', 'sentence', 'remedy'];
const STATES = ['ok', 'attention', 'broken', 'unknown'];
let scene;
let actor;
before(async () => {
  scene = await Scene.prepare({ world: ['--tenants', '2', '--users', '6', '--seed', '5'] });
  actor = await scene.actor();
});
after(() => scene?.close());

const doctor = (...args) => run(join(BIN, 'reeve'), [...actor.arguments, 'doctor', ...args], { cwd: actor.folder });
const lines = ({ stdout }) => stdout.trim().split('\n').map((line) => JSON.parse(line));

test('--json has one object a line with exactly the agreed members', async () => {
  const answer = await doctor('--json');
  assert.equal(answer.code, 0, answer.stdout + answer.stderr);
  const found = lines(answer);
  for (const line of found) {
    assert.deepEqual(Object.keys(line), MEMBERS);
    assert.ok(STATES.includes(line.state), line.state);
    assert.ok(line.sentence.length > 0, line.check);
  }
  const tenants = new Set(found.map((line) => line.tenant));
  assert.deepEqual(tenants, new Set([null, ...scene.stage.world.customers.map((one) => one.displayName)]));
  assert.ok(!answer.stdout.includes(scene.stage.world.partner.clientSecret));
});

test('--tenant takes one tenant by its domain, and nothing else', async () => {
  const [customer] = scene.stage.world.customers;
  const found = lines(await doctor('--json', '--tenant', customer.defaultDomain));
  assert.deepEqual(new Set(found.map((line) => line.tenant)), new Set([null, customer.displayName]));
  const unknown = await doctor('--tenant', 'nobody.example');
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /No tenant is known as "nobody\.example"/);
});

test('what is broken is told first in the table, with its remedy, and by exit code 1', async () => {
  const [customer] = scene.stage.world.customers;
  await scene.control('PATCH', `tenants/${customer.tenantId}/consent`, { present: false });
  const table = await doctor();
  assert.equal(table.code, 1);
  const [first, second] = table.stdout.split('\n');
  assert.match(first, /^broken /);
  assert.ok(first.includes(customer.displayName) && first.includes('application-consent'), first);
  assert.match(second, /^ +-> Consent for this customer/);
  assert.match(table.stdout, /\d+ broken, \d+ to look at, \d+ unknown, \d+ fine\.\n$/);
});

test('a wrong option is a matter of usage, and --help is not', async () => {
  assert.equal((await doctor('--nonsense')).code, 2);
  const help = await doctor('--help');
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--tenant[\s\S]*--json/);
});

test('the same through the API, as a job whose result is kept', async () => {
  const [connection] = await actor.api.all('/api/connections');
  const path = `/api/connections/${connection.id}/doctor`;
  await actor.api.call('POST', path, { data: { type: 'doctor-reports', attributes: {} } });
  const report = await until('the doctor to end', async () => {
    const { attributes } = (await actor.api.get(path)).data;
    return attributes.checking ? undefined : attributes;
  });
  const [customer] = scene.stage.world.customers;
  const bad = report.tenants.find((one) => one.name === customer.displayName);
  assert.equal(bad.state, 'broken');
  const trace = (await actor.api.get(`${path}/${bad['tenant-id']}/trace`)).data.attributes;
  assert.deepEqual(trace.parts.map((one) => one.kind), ['role', 'relationship', 'group', 'account', 'application']);
  assert.deepEqual(trace.links.filter((one) => one.state === 'broken').map((one) => one.check), ['application-consent']);
});
