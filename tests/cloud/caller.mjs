// Asks the simulated Graph as the application or as the MSP's person, in the MSP's tenant or a customer's.
import { createServer } from 'node:http';
import { pkce, REDIRECT } from './scene.mjs';

const GRAPH = 'https://graph.microsoft.com/.default';

export class Caller {
  #tokens = new Map();
  #refresh;

  constructor(scene, routes) {
    this.scene = scene;
    this.routes = routes;
  }

  // Everything that any address asks for is consented in every tenant, so that a refusal is never for want of a permission.
  static async prepare(scene) {
    const routes = (await scene.control('GET', 'routes')).value;
    const all = (kind) => [...new Set(routes.flatMap((one) => one[kind]))].filter((name) => /^[\w.-]+$/.test(name));
    const usual = await scene.control('GET', `tenants/${scene.customer.tenantId}/consent`);
    const consent = { roles: [...new Set([...usual.roles, ...all('application')])], scopes: [...new Set([...usual.scopes, ...all('delegated')])] };
    for (const tenant of [scene.partner.tenantId, ...scene.world.customers.map((one) => one.tenantId)]) {
      await scene.control('PATCH', `tenants/${tenant}/consent`, consent);
    }
    // The walk asks more than any budget allows; a cloud without budgets has no such address.
    await scene.control('PATCH', 'limits', { enabled: false }).catch(() => null);
    const caller = new Caller(scene, routes);
    caller.of = { application: scene.partner.applicationId, ...await caller.#ids(scene.customer.tenantId), partner: await caller.#ids(scene.partner.tenantId) };
    caller.of.hook = await caller.#listen();
    await caller.#prepareDirectory();
    const { tenant, user } = caller.of.partner;
    caller.of.password = (await scene.control('GET', `tenants/${tenant}/users/${user}/password`)).password;
    caller.of.premium = await caller.#ids(await caller.tenantWith('AAD_PREMIUM_P2'));
    return caller;
  }

  // A program that takes notifications: it sends back the token that it is asked with.
  async #listen() {
    const hook = createServer((request, response) => {
      const token = new URL(request.url, 'http://hook').searchParams.get('validationToken');
      response.writeHead(token === null ? 202 : 200, { 'Content-Type': 'text/plain' }).end(token ?? '');
    });
    await new Promise((done) => { hook.listen(0, '127.0.0.1', done); });
    hook.unref();
    return `http://127.0.0.1:${hook.address().port}/hook`;
  }

  // 'partner', 'customer', 'premium' (a tenant with Entra ID P2) or the id of a tenant.
  tenant(where) {
    return { partner: this.scene.partner.tenantId, customer: this.scene.customer.tenantId, premium: this.of.premium?.tenant }[where] ?? where;
  }

  // What addresses name: one of each kind of object of the tenant.
  async #ids(tenant) {
    const read = async (what) => (await this.scene.control('GET', `tenants/${tenant}/${what}`)).value;
    const users = await read('users');
    const groups = await read('groups');
    const devices = await read('managedDevices');
    const boss = users.find((one) => one.accountEnabled && users.some((other) => other.manager?.id === one.id)) ?? users[0];
    const member = users.find((one) => one.userType === 'Member' && one.accountEnabled && one.id !== boss.id && one.assignedLicenses.length > 0 && one.mail) ?? users[0];
    return { tenant, users, groups, user: member.id, principal: member.userPrincipalName, boss: boss.id,
      group: (groups.find((one) => one.members.length > 0) ?? groups[0])?.id, managedDevice: (devices.find((one) => one.userId) ?? devices[0])?.id };
  }

  // What no small world is sure to have: an administrative unit, and items that were deleted.
  async #prepareDirectory() {
    const { tenant, user, group, users } = this.of;
    const control = (method, what, body) => this.scene.control(method, `tenants/${tenant}/${what}`, body);
    const device = (await control('GET', 'devices')).value.find((one) => one.registeredOwners.length > 0);
    const unit = await control('POST', 'administrativeUnits', { displayName: 'Branch', members: [user, group, device.id] });
    const person = await control('POST', 'users', { displayName: 'Former colleague', userPrincipalName: `former@${users[0].userPrincipalName.split('@')[1]}` });
    const team = await control('POST', 'groups', { displayName: 'Former team', groupTypes: ['Unified'], mailEnabled: true, mail: 'former.team@example.com',
      visibility: 'Private', members: [user] });
    await control('DELETE', `users/${person.id}`);
    await control('DELETE', `groups/${team.id}`);
    const administrator = (await this.ask('GET', '/directoryRoles', {})).json.value.find((one) => one.displayName === 'Global Administrator');
    const members = (await this.ask('GET', `/directoryRoles/${administrator.id}/members`, {})).json.value;
    Object.assign(this.of, { unit: unit.id, owned: device.id, owner: device.registeredOwners[0], deletedUser: person.id, deletedTeam: team.id,
      administrator: members[0].id, team: this.of.groups.find((one) => one.owners.length > 0).id });
  }

  // The id of a tenant that owns a license with such a service plan, or that owns none.
  async tenantWith(plan, wanted = true) {
    for (const { tenantId } of this.scene.world.customers) {
      const skus = await this.ask('GET', '/subscribedSkus', { in: tenantId });
      const plans = skus.json.value.flatMap((sku) => sku.servicePlans.map((one) => one.servicePlanName));
      if (plans.some((one) => one.startsWith(plan)) === wanted) return tenantId;
    }
    throw new Error(`No customer of this world is ${wanted ? 'with' : 'without'} a plan ${plan}; give it more --tenants.`);
  }

  async token(where = 'customer', as = 'application') {
    const key = `${where} ${as}`;
    if (!this.#tokens.has(key)) this.#tokens.set(key, await this.#granted(this.tenant(where), as));
    return this.#tokens.get(key);
  }

  // Any address of the cloud, without a token.
  async open(path, { method = 'GET', headers, body } = {}) {
    return read(await fetch(this.scene.url + path, { method, headers, body, redirect: 'manual' }));
  }

  // A request to the token endpoint as the application of the world.
  form(tenant, { v1 = false, ...fields }) {
    const known = { client_id: this.scene.partner.applicationId, client_secret: this.scene.partner.clientSecret, ...(v1 ? {} : { scope: GRAPH }) };
    return this.open(`/${tenant}/oauth2/${v1 ? '' : 'v2.0/'}token`, { method: 'POST', body: new URLSearchParams({ ...known, ...fields }) });
  }

  async redeem(tenant, fields) {
    const answer = await this.form(tenant, fields);
    if (answer.status !== 200) throw new Error(`No token for ${tenant}: ${answer.json?.error_description}`);
    return answer.json;
  }

  async #granted(tenant, as) {
    if (as === 'person') return (await this.refreshed(tenant)).json.access_token;
    if (as === 'colleague') return (await this.#colleague()).json.access_token;
    return (await this.redeem(tenant, { grant_type: 'client_credentials' })).access_token;
  }

  // Somebody of the MSP who has a mailbox, as the service account has none.
  async #colleague() {
    return this.signIn({}, { userPrincipalName: this.of.partner.principal, password: this.of.password });
  }

  // A token of the MSP's person for that tenant, out of the one refresh token.
  async refreshed(tenant, fields = {}) {
    this.#refresh ??= (await this.signIn()).json.refresh_token;
    return this.form(tenant, { grant_type: 'refresh_token', refresh_token: this.#refresh, ...fields });
  }

  #authorizeAddress(challenge, more = {}) {
    const query = new URLSearchParams({ client_id: this.scene.partner.applicationId, response_type: 'code', redirect_uri: REDIRECT,
      scope: `openid profile offline_access ${GRAPH}`, state: 'walk', code_challenge: challenge, code_challenge_method: 'S256', ...more });
    return `https://login.microsoftonline.com/${this.scene.partner.tenantId}/oauth2/v2.0/authorize?${query}`;
  }

  // The sign-in of somebody, the MSP's service account unless told: the answer of the token endpoint.
  async signIn(more = {}, account = this.scene.partner.serviceAccount) {
    const { verifier, challenge } = pkce();
    const sent = await this.scene.signIn(this.#authorizeAddress(challenge, more), { account });
    return this.form(this.scene.partner.tenantId, { grant_type: 'authorization_code', code: sent.get('code'), redirect_uri: REDIRECT, code_verifier: verifier, ...more });
  }

  // Where the browser is sent after the sign-in page and after the page of the administrator's consent.
  async authorize({ accept }) {
    return { status: 302, parameters: await this.scene.signIn(this.#authorizeAddress(pkce().challenge, { prompt: 'consent' }), { accept }) };
  }

  async adminConsent({ accept }) {
    const query = new URLSearchParams({ client_id: this.scene.partner.applicationId, redirect_uri: REDIRECT, state: 'walk', scope: GRAPH });
    const parameters = await this.scene.signIn(`https://login.microsoftonline.com/${this.scene.partner.tenantId}/v2.0/adminconsent?${query}`, { accept });
    return { status: 302, parameters };
  }

  async partnerCenter(path, options = {}) {
    const token = await this.refreshed(this.scene.partner.tenantId, { scope: 'https://api.partnercenter.microsoft.com/.default' });
    return this.open(path, { ...options, headers: { Authorization: `Bearer ${token.json.access_token}`, ...options.headers } });
  }

  // One question to Graph; the body is parsed where it is JSON.
  async ask(method, path, { in: where, as, token, headers = {}, body, version = 'v1.0' } = {}) {
    return read(await fetch(path.startsWith('https:') ? path : `${this.scene.url}/${version}${path}`, { method, redirect: 'manual',
      headers: { Authorization: `Bearer ${token ?? await this.token(where, as)}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body) }));
  }
}

async function read(response) {
  const text = await response.text();
  const json = /^application\/json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json };
}
