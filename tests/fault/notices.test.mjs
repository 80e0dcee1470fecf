// Every kind of notice arrives once by mail and webhook, and its mending once, also over kill -9 in the middle.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';

import { Api, until } from '../../tools/drive/api.mjs';
import { connectMicrosoft } from '../../tools/drive/demo_steps.mjs';
import { run } from '../../tools/drive/processes.mjs';
import { makeCertificate } from '../e2e/certificate.mjs';
import { Scene, idle } from './scene.mjs';
import { MailSink, WebhookSink, cardTitle } from './sinks.mjs';

const SECRET = 'a mail password nobody should see';
// A message whose process was killed is taken up when its claim of 60 s has ended.
const ARRIVES_MS = 100_000;
const DAY_MS = 24 * 3_600_000;
const ALL = ['connection_lost', 'expiring', 'tenant_failing', 'tenant_held'];

let scene;
let stage;
let api;
let mails;
let hooks;
let tenant;

const reeve = () => stage.processes.at(-1);

async function start(fault) {
  if (fault) process.env.REEVE_FAULT_POINT = fault;
  await stage.startReeve();
  delete process.env.REEVE_FAULT_POINT;
  api = new Api(stage.api, { key: scene.key });
}

// An account signed in by its invitation, that chose what it is told.
async function reader(name, settings) {
  const invited = await api.post('/api/accounts', 'accounts', { email: `${name}@msp.example`, role: 'manager' });
  const token = new URL(invited.meta['one-time-link']).pathname.split('/').pop();
  const response = await new Api(stage.api).raw('POST', `/api/links/${token}`, { password: `long enough for ${name}` });
  const session = (await response.json()).data.attributes;
  const cookie = response.headers.getSetCookie()[0].split(';')[0];
  const mine = new Api(stage.api, { cookie, csrf: session.csrf });
  await mine.patch('/api/notice_settings', 'notice-settings', settings);
  return mine;
}

before(async () => {
  scene = await Scene.prepare({ world: ['--tenants', '2', '--users', '20', '--seed', '11'] });
  stage = scene.stage;
  const tls = await makeCertificate(stage.folder);
  mails = await MailSink.start({ secret: SECRET, tls });
  hooks = await WebhookSink.start();
  appendFileSync(stage.config, `webhook_private_addresses = "yes"
[smtp]
url = "smtp://127.0.0.1:${mails.port}"
user = "reeve"
from = "reeve@msp.example"
ca_file = "${tls.ca}"
`);
  execFileSync(stage.program('reeve'), ['--config', stage.config, 'admin', 'mail', '--password'], { input: `${SECRET}\n` });
  await start();
  [tenant] = (await api.all('/api/tenants')).filter((row) => !row.attributes.own);
  for (const { id } of (await api.all('/api/tenants')).filter((row) => !row.attributes.own)) await sync(id);
  await reader('ann', { 'mail-kinds': ALL, 'webhook-kinds': ALL, 'webhook-url': hooks.url('ann') });
  await reader('ben', { 'webhook-kinds': ALL, 'webhook-format': 'json', 'webhook-url': hooks.url('ben') });
});
after(async () => {
  mails?.close();
  hooks?.close();
  await scene?.close();
});

async function sync(id = tenant.id) {
  const { data } = await api.post(`/api/tenants/${id}/sync`, 'runs', { 'accept-first': true });
  await idle(api);
  return (await api.get(`/api/runs/${data.id}`)).data.attributes;
}

const counts = (titles) => Object.fromEntries([...new Set(titles)].map((one) => [one, titles.filter((other) => other === one).length]));

// Everything that arrived, by reader: a repetition with the same Message-ID or key is one.
function arrived() {
  const once = (rows, id) => [...new Map(rows.map((row) => [id(row), row])).values()];
  return {
    mail: counts(once(mails.mails.filter((one) => one.to[0] === 'ann@msp.example'), (one) => one.id).map((one) => one.subject)),
    teams: counts(hooks.of('ann').map((post) => cardTitle(post.body))),
    json: counts(once(hooks.of('ben'), (post) => post.key).map((post) => post.body.title)),
  };
}

// Waits until the title has come to all three, and checks that each has it once.
async function comesOnce(title) {
  const times = () => Object.values(arrived()).map((titles) => titles[title] ?? 0);
  await until(`"${title}" to arrive`, () => times().every((count) => count > 0), { ms: ARRIVES_MS, every: 200 }).catch((error) => {
    throw new Error(`${error.message}\n${JSON.stringify(arrived(), null, 1)}\n${reeve().tail(30)}`);
  });
  assert.deepEqual(times(), [1, 1, 1], title);
}

const nothingOpen = () => until('every notice to be mended', async () => (await api.count('/api/notices?filter[state]=open')) === 0, { ms: ARRIVES_MS });

// Both halves: the notice and its mending.
async function toldAndMended(title, happens, mends) {
  await happens();
  await comesOnce(title);
  await mends();
  await comesOnce(`Mended: ${title}`);
}

const dayFromNow = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
async function setSecretEnd(days) {
  const [connection] = await api.all('/api/connections');
  await api.patch(`/api/connections/${connection.id}`, 'connections', { 'secret-expires-on': dayFromNow(days) });
}
const EXPIRING = 'Expiring: the client secret of Partner Center';

test('a tenant that fails, and works again', async () => {
  await toldAndMended(`${tenant.attributes.name} is not synced`, async () => {
    await scene.fault({ kind: 'forbidden', tenant: tenant.attributes['entra-tenant-id'], path: '/users', times: 0 });
    assert.equal((await sync()).state, 'failed');
    assert.equal((await sync()).state, 'failed', 'a second failure is not told again');
  }, async () => {
    await scene.fault();
    assert.match((await sync()).state, /^(ok|gaps)$/);
  });
  const [mail] = mails.mails;
  assert.equal(mail.secure, true, 'by STARTTLS');
  assert.equal(mail.user, 'reeve');
  assert.equal(mail.from, 'reeve@msp.example');
  assert.match(mail.body, /What to do: /);
});

test('a first sync that waits, and is accepted', async () => {
  const { name } = tenant.attributes;
  await nothingOpen();
  await toldAndMended(`The first sync of ${name} waits for your yes`, async () => {
    const { data } = await api.post('/api/organizations', 'organizations', { name: 'Another home' });
    await api.post(`/api/tenants/${tenant.id}/match`, 'tenants', { 'organization-id': Number(data.id) });
    await idle(api);
  }, () => api.post(`/api/tenants/${tenant.id}/accept_first_sync`, 'tenants'));
  await idle(api);
  await nothingOpen();
  assert.equal(arrived().mail[`The first sync of ${name} waits for your yes`], 1);
});

test('a connection that is lost is one notice, and nothing is asked any more', async () => {
  const { name } = tenant.attributes;
  const before = arrived().mail[`${name} is not synced`];
  await toldAndMended('The connection Partner Center is lost', async () => {
    await scene.fault({ kind: 'secret-expired', times: 0 });
    await reeve().kill();
    await start();  // without the tokens that were kept
    assert.equal((await sync()).state, 'failed');
    await scene.control('DELETE', 'requests');
    assert.equal((await sync()).state, 'failed');
    assert.deepEqual(await scene.control('GET', 'requests'), {});
  }, async () => {
    await scene.fault();
    await connectMicrosoft(stage, api);
    await idle(api);
  });
  assert.equal(arrived().mail[`${name} is not synced`], before, 'its tenants are not told one by one');
});

test('killed after it was claimed: sent once', async () => {
  await reeve().stop();
  await start('notice_claimed:1');
  await setSecretEnd(20).catch(() => {});
  assert.equal((await reeve().ended).signal, 'SIGKILL');
  await start();
  await comesOnce(EXPIRING);
});

test('killed after the mail server took it: sent again with the same Message-ID', async () => {
  await reeve().stop();
  await start('notice_answered:1');
  await setSecretEnd(700).catch(() => {});
  assert.equal((await reeve().ended).signal, 'SIGKILL');
  await start();
  await comesOnce(`Mended: ${EXPIRING}`);
  const raw = await until('the repetition', () => {
    const all = mails.mails.filter((one) => one.subject === `Mended: ${EXPIRING}`);
    return all.length > 1 ? all : null;
  }, { ms: ARRIVES_MS });
  assert.equal(raw.length, 2);
  assert.equal(raw[0].id, raw[1].id);
});

test('killed while a Teams card leaves: unsure, shown to administrators, sent again by hand', async () => {
  await reeve().stop();
  await start('notice_handed:2');
  const cards = hooks.of('ann').length;
  await setSecretEnd(5).catch(() => {});
  assert.equal((await reeve().ended).signal, 'SIGKILL');
  await start();
  const [unsure] = await until('the message to be unsure', async () => {
    const rows = await api.all('/api/notice_deliveries?filter[state]=unsure');
    return rows.length > 0 ? rows : null;
  }, { ms: ARRIVES_MS, every: 500 });
  assert.equal(unsure.attributes.channel, 'teams');
  assert.match(unsure.attributes['last-error'], /may or may not have arrived/);
  assert.equal(hooks.of('ann').length, cards);
  await api.post(`/api/notice_deliveries/${unsure.id}/send_again`, 'notice-deliveries');
  await until('the card', () => hooks.of('ann').length > cards, { ms: ARRIVES_MS });
  await setSecretEnd(700);
});

// A minute goes by until a dead process's claim ends, so that this one comes with more kills only.
const more = Number(process.env.REEVE_TEST_KILLS ?? 20) > 20 ? {} : { skip: 'with script/test --kills above 20' };
test('killed at random while messages leave: every one arrives once', more, async () => {
  const title = `${tenant.attributes.name} is not synced`;
  const before = arrived();
  await scene.fault({ kind: 'forbidden', tenant: tenant.attributes['entra-tenant-id'], path: '/users', times: 0 });
  for (let i = 0; i < 6; i++) await reader(`more-${i}`, { 'mail-kinds': ALL });
  await api.post(`/api/tenants/${tenant.id}/sync`, 'runs');
  await until('the first mail', () => mails.mails.some((one) => /^more-/.test(one.to[0])), { ms: 60_000, every: 5 });
  await reeve().kill();
  await start();
  const got = () => new Set(mails.mails.filter((one) => one.subject === title && /^more-/.test(one.to[0])).map((one) => one.to[0]));
  await until('all of them', () => got().size === 6, { ms: ARRIVES_MS });
  await until('ann', () => arrived().mail[title] === before.mail[title] + 1, { ms: ARRIVES_MS });
  const ids = mails.mails.filter((one) => one.subject === title && /^more-/.test(one.to[0])).map((one) => `${one.to[0]} ${one.id}`);
  assert.equal(new Set(ids).size, 6);
  await scene.fault();
  await sync();
});

// Somebody new at Microsoft, who has what a colleague has.
async function joins(givenName, surname) {
  const users = `tenants/${tenant.attributes['entra-tenant-id']}/users`;
  const like = (await scene.control('GET', users)).value.find((one) => one.userType === 'Member' && one.assignedLicenses.length > 0);
  const mail = `${givenName}.${surname}@${like.userPrincipalName.split('@')[1]}`.toLowerCase();
  await scene.control('POST', users, { displayName: `${givenName} ${surname}`, givenName, surname, userPrincipalName: mail, mail, proxyAddresses: [`SMTP:${mail}`],
    accountEnabled: true, userType: 'Member', assignedLicenses: like.assignedLicenses, usageLocation: 'CH' });
}

test('the digest comes once a day, and says when nothing waits any more', async () => {
  const [connection] = await api.all('/api/connections');
  await api.patch(`/api/connections/${connection.id}`, 'connections', { 'create-contacts': 'hold' });
  await joins('Nora', 'New');
  await sync();
  assert.ok((await api.count('/api/reviews?filter[state]=open')) > 0, 'reviews wait');
  await reader('carl', { 'mail-kinds': ['reviews_waiting'], 'digest-hour': 0 });
  const digests = () => mails.mails.filter((one) => one.to[0] === 'carl@msp.example');
  await until('the digest', () => digests().length > 0, { ms: 30_000 });
  assert.match(digests()[0].subject, /^\d+ reviews? waits? for a decision$/);
  await reeve().kill();
  await start();
  await api.patch(`/api/connections/${connection.id}`, 'connections', { 'create-contacts': 'create' });
  await sync();
  await until('its mending', () => digests().length > 1, { ms: 30_000 });
  assert.match(digests()[1].subject, /^Mended: /);
  assert.equal(digests().length, 2, 'no second digest on one day');
});

test('a test message says what came of it, and no secret is told', async () => {
  const mine = await reader('dora', { 'webhook-url': hooks.url('dora') });
  const tested = async (channel) => (await mine.post('/api/notice_settings/test', 'notice-settings', { channel })).meta;
  assert.equal((await tested('mail')).sent, true);
  assert.equal((await tested('webhook')).sent, true);
  assert.equal(hooks.of('dora').length, 1);
  hooks.answer = () => ({ status: 302, headers: { location: hooks.url('elsewhere') } });
  const moved = await tested('webhook');
  assert.equal(moved.sent, false);
  assert.match(moved.sentence, /final address/);
  hooks.answer = () => 410;
  assert.match((await tested('webhook')).sentence, /Make a new webhook/);
  hooks.answer = () => 202;
  assert.equal(hooks.of('elsewhere').length, 0);
  const shown = JSON.stringify(await mine.get('/api/notice_settings'));
  assert.ok(!shown.includes('/dora'), shown);
  const { stdout } = await run(stage.program('reeve'), ['--config', stage.config, 'admin', 'mail']);
  assert.match(stdout, /password\s+in the vault/);
  assert.ok(![stdout, ...stage.processes.flatMap((one) => one.lines)].join('\n').includes(SECRET));
});

test('a mail server off this machine must encrypt, and its certificate is checked', async (t) => {
  const host = Object.values(networkInterfaces()).flat().find((one) => one.family === 'IPv4' && !one.internal)?.address;
  if (host === undefined) return t.skip('this machine has no address but its own');
  const tls = { certificate: `${stage.folder}/cloud.pem`, key: `${stage.folder}/cloud.key` };
  for (const [options, sentence] of [[{}, /offers no encryption/], [{ tls }, /certificate of .* is not trusted/]]) {
    const sink = await MailSink.start({ secret: SECRET, host, ...options });
    const { code, stderr } = await run(stage.program('reeve'), ['--config', stage.config, 'admin', 'mail', '--to', 'ann@msp.example'],
      { env: { REEVE_SMTP_URL: `smtp://${host}:${sink.port}`, REEVE_SMTP_CA_FILE: '' } });
    sink.close();
    assert.equal(code, 1, stderr);
    assert.match(stderr, sentence);
    assert.equal(sink.mails.length, 0);
  }
});
