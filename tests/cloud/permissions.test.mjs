// Every Graph address with every permission alone: those that admit to it open it, all others give Graph's 403.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Caller } from './caller.mjs';
import { endpoints } from './endpoints.mjs';
import { Scene, trustOwnAuthority } from './scene.mjs';
import { methodOf, pathOf, performAll } from './walk.mjs';

trustOwnAuthority(import.meta.url);

const SIGN_IN = ['openid', 'profile', 'offline_access'];
let scene;
let caller;
let routes;
before(async () => {
  scene = await Scene.start('--tenants', '8', '--users', '20');
  caller = await Caller.prepare(scene);
  await performAll(caller, endpoints);  // so that the ids of all rows are known
  routes = new Map(caller.routes.map((one) => [`${one.method} ${one.pattern}`, one]));
});
after(async () => { assert.equal(await scene.stop(), 0); });

const permissionsOf = (kind) => [...new Set(caller.routes.flatMap((one) => one[kind]))].filter((name) => /^[\w.-]+$/.test(name)).sort();

// A row can be asked again when its ids are known; what is refused needs none.
function addressOf(row) {
  try {
    return pathOf(row, caller.of);
  } catch {
    return row.route.slice(row.route.indexOf(' ') + 1).replaceAll('{}', 'x');
  }
}

async function consent(tenant, roles, scopes) {
  await scene.control('PATCH', `tenants/${tenant}/consent`, { roles, scopes: [...SIGN_IN, ...scopes] });
}

// Whether this permission alone opens the address; what is not only read is asked only where it must be refused.
async function* findings(row, kind, permission, token) {
  const route = routes.get(row.route);
  const admits = route[kind].length === 0 || route[kind].includes(permission);
  if (admits && (methodOf(row) !== 'GET' || kind === 'delegated')) return;
  const answer = await caller.ask(methodOf(row), addressOf(row), { token, headers: row.headers && typeof row.headers === 'object' ? row.headers : {},
    body: methodOf(row) === 'GET' ? undefined : {} });
  if (admits && [401, 403].includes(answer.status)) yield `${permission} does not open ${row.route}: ${answer.status} ${answer.json?.error?.message}`;
  if (!admits && answer.status !== 403) yield `${permission} opens ${row.route}: ${answer.status}`;
  if (!admits && !answer.json?.error?.message) yield `${row.route} refuses without Graph's error`;
}

async function tokenWith(kind, permission, where) {
  const tenant = caller.tenant(where);
  if (kind === 'application') {
    await consent(tenant, [permission], []);
    return (await caller.redeem(tenant, { grant_type: 'client_credentials' })).access_token;
  }
  await consent(tenant, [], [permission]);
  return (await caller.refreshed(tenant)).json.access_token;
}

// Delegated permissions are tried at home: elsewhere the relationship decides as well.
for (const [kind, places] of [['application', ['customer', 'partner', 'premium']], ['delegated', ['partner']]]) {
  test(`each ${kind} permission opens what it is for and nothing else`, async () => {
    const found = [];
    let asked = 0;
    for (const permission of permissionsOf(kind)) {
      for (const where of places) {
        const token = await tokenWith(kind, permission, where);
        for (const row of endpoints.filter((one) => kind === 'delegated' || (one.in ?? 'customer') === where)) {
          for await (const one of findings(row, kind, permission, token)) found.push(one);
          asked += 1;
        }
      }
    }
    assert.ok(asked > 1000, `${asked} questions`);
    assert.deepEqual(found, []);
  });
}
