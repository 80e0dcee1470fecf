// What a new user does with Reeve, step by step and only where it was not done before: document, connect, match, sync.
import { randomBytes } from 'node:crypto';

import { Api, until } from './api.mjs';
import { run } from './processes.mjs';
import { Browser, signInAtMicrosoft } from './sign_in.mjs';

const SURE = 0.9;
const SYNC_MS = 10 * 60_000;

// Hands `work` an API client with a key that lives as long as the work: `reeve admin api-key` on the console.
export async function withAccess(stage, work) {
  const made = await run(stage.program('reeve'), ['--config', stage.config, 'admin', 'api-key', '--name', 'demo', '--role', 'administrator']);
  if (made.code !== 0) throw new Error(`reeve admin api-key failed: ${made.stderr.trim()}`);
  const key = made.stdout.trim();
  const api = new Api(stage.api, { key });
  try {
    return await work(api);
  } finally {
    const mine = (await api.all('/api/api_keys').catch(() => [])).filter((row) => key.startsWith(row.attributes.prefix));
    for (const row of mine) await api.delete(`/api/api_keys/${row.id}`).catch(() => {});
  }
}

// What people wrote before Reeve came: organizations, some under another spelling, with a third of the contacts.
export async function loadDocumentation(stage, api) {
  const { organizations } = await (await fetch(`${stage.cloudUrl}/_control/documentation`)).json();
  const known = new Map((await api.all('/api/organizations')).map((row) => [row.attributes.name, row.id]));
  if ((await api.count('/api/connections')) > 0 && organizations.every((one) => known.has(one.name))) return;
  let contacts = 0;
  for (const { contacts: people = [], ...attributes } of organizations) {
    const { name } = attributes;
    const id = known.get(name) ?? (await api.post('/api/organizations', 'organizations', attributes)).data.id;
    const route = `/api/organizations/${id}/relationships/contacts`;
    const written = new Set((known.has(name) ? await api.all(route) : []).map((row) => nameOf(row.attributes)));
    const missing = people.filter((one) => !written.has(nameOf(one)));
    if (missing.length > 0) await api.call('POST', route, { data: missing.map((one) => ({ type: 'contacts', attributes: one })) });
    contacts += missing.length;
  }
  stage.say(`Loaded ${organizations.length} organizations and ${contacts} contacts that people wrote before.`);
}

const nameOf = (contact) => `${contact['first-name'] ?? ''} ${contact['last-name'] ?? ''}`;

// Microsoft sends the browser back to a session. The one-time link must stay for the person, so the
// demo invites an account of its own, signs in by that invitation, and disables it afterwards.
export async function withSession(stage, api, work) {
  const email = `demo-${randomBytes(4).toString('hex')}@reeve.invalid`;
  const invited = await api.post('/api/accounts', 'accounts', { email, role: 'manager', 'first-name': 'Demo', 'last-name': 'Driver' });
  const token = new URL(invited.meta['one-time-link']).pathname.split('/').pop();
  const browser = new Browser();
  const answer = await browser.request(`${stage.publicUrl}/api/links/${token}`, {
    method: 'POST', headers: { 'content-type': 'application/vnd.api+json', accept: 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'links', attributes: { password: randomBytes(24).toString('base64url') } } }),
  });
  if (answer.status >= 300) throw new Error(`The demo's own account could not sign in: ${answer.text.slice(0, 300)}`);
  const session = JSON.parse(answer.text).data.attributes;
  const cookie = `reeve_session=${browser.cookie(stage.publicUrl, 'reeve_session')}`;
  try {
    return await work(browser, new Api(stage.publicUrl, { cookie, csrf: session.csrf, browser }));
  } finally {
    await api.patch(`/api/accounts/${invited.data.id}`, 'accounts', { state: 'disabled' });
  }
}

// One partner connection, signed in; waits until every customer tenant was found.
export async function connectMicrosoft(stage, api) {
  const { partner, customers } = stage.world;
  let [connection] = await api.all('/api/connections');
  if (connection === undefined) {
    const made = await api.post('/api/connections', 'connections', {
      kind: 'partner', name: 'Partner Center', 'application-id': partner.applicationId,
      'directory-id': partner.tenantId, 'client-secret': partner.clientSecret,
    });
    connection = made.data;
  }
  if (connection.attributes.state !== 'connected') await signIn(stage, api, connection.id);
  const found = await until('Reeve to find every tenant', async () => {
    const { data } = await api.get(`/api/connections/${connection.id}`);
    if (data.attributes.state !== 'connected') throw new Error(data.attributes['state-sentence'] ?? 'The connection was lost.');
    const tenants = await api.all('/api/tenants');
    const theirs = tenants.filter((row) => !row.attributes.own).length;
    return data.attributes['discovered-at'] !== null && theirs >= customers.length ? theirs : null;
  });
  stage.say(`Connected to Microsoft; ${found} customer tenants are known.`);
}

async function signIn(stage, api, connection) {
  await withSession(stage, api, async (browser, mine) => {
    const { meta } = await mine.post(`/api/connections/${connection}/sign_in`, 'connections');
    const back = await signInAtMicrosoft(browser, meta.url, stage.world.partner.serviceAccount,
      { redirectUri: `${stage.publicUrl}/microsoft/callback` });
    const landed = await browser.request(back);
    const failed = landed.location === null ? landed.text.slice(0, 300) : new URL(landed.location, back).searchParams.get('error');
    if (failed !== null) throw new Error(`Microsoft's sign-in did not connect Reeve: ${failed}`);
  });
}

// Exact names match by themselves; sure suggestions are accepted; every other organization is created.
// Gives of how many tenants a person would have been asked.
export async function matchTenants(stage, api) {
  const open = async () => (await api.all('/api/tenants'))
    .filter((row) => !row.attributes.own && row.attributes['organization-id'] === null && row.attributes.state !== 'ignored');
  if ((await open()).length === 0) return 0;
  const { meta } = await api.post('/api/tenants/match_all', 'tenants', { 'minimum-score': SURE });
  const rest = await open();
  for (const tenant of rest) await api.post(`/api/tenants/${tenant.id}/match`, 'tenants', { action: 'create', confirmed: true });
  stage.say(`Matched: ${meta.matched} sure suggestions accepted, ${rest.length} organizations created, the others by their exact name.`);
  return rest.length;
}

const customersOf = async (api) => (await api.all('/api/tenants')).filter((row) => !row.attributes.own && row.attributes['organization-id'] !== null);
const unsynced = async (api) => (await customersOf(api)).filter((row) => row.attributes['last-good-sync-at'] === null);

// The first sync of every matched tenant, by the command a person would type; its bars go to the
// terminal. Gives its seconds, 0 when nothing was left to do.
export async function syncFirst(stage, api) {
  if ((await unsynced(api)).length === 0) return 0;
  await until('runs under way to end', async () => {
    const { data } = await api.get('/api/status');
    return data.attributes.runs.queued + data.attributes.runs.syncing === 0;
  }, { ms: SYNC_MS });
  const start = performance.now();
  const { code, signal } = await run(stage.program('reeve'), ['--config', stage.config, 'sync', '--accept-first'],
    { ms: SYNC_MS, stdio: ['ignore', process.stderr.fd, process.stderr.fd] });
  const seconds = Number(((performance.now() - start) / 1000).toFixed(2));
  if (code !== 0) throw new Error(`reeve sync ended ${signal ? `by ${signal}` : `with code ${code}`}; what failed stands above.`);
  const left = await unsynced(api);
  if (left.length > 0) throw new Error(`${left.length} tenants have no complete sync, among them ${left[0].attributes.name}: ${left[0].attributes['last-run']?.sentence ?? ''}`);
  return seconds;
}

// What `--once` prints: what stands in Reeve now, and what the first sync did to contacts.
export async function summary(api, asked, seconds) {
  const sums = { matched: 0, created: 0 };
  for (const row of await api.all('/api/runs')) {
    const contacts = row.attributes.counts?.contacts ?? {};
    for (const key of Object.keys(sums)) sums[key] += contacts[key] ?? 0;
  }
  return {
    tenants: (await customersOf(api)).length,
    organizations: await api.count('/api/organizations'),
    contacts: await api.count('/api/contacts'),
    ...sums,
    review: asked + await api.count('/api/reviews?filter[state]=open'),
    seconds,
  };
}
