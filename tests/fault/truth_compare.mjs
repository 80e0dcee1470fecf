// Compares what Reeve says with what a simulated tenant is: every record field by field, every contact with what its user says.
// Reads the world on its own, as any program with a token would; nothing of Reeve's code is used.

const MINUTE_MS = 60_000;

// Graph as the application itself sees a tenant.
export class World {
  constructor(cloudUrl, partner, control) { Object.assign(this, { cloudUrl, partner, control, tokens: new Map() }); }

  async token(tenant) {
    const held = this.tokens.get(tenant);
    if (held !== undefined && held.until > Date.now()) return held.token;
    const response = await fetch(`${this.cloudUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials',
      client_id: this.partner.applicationId, client_secret: this.partner.clientSecret, scope: 'https://graph.microsoft.com/.default' }) });
    const { access_token: token } = await response.json();
    this.tokens.set(tenant, { token, until: Date.now() + 30 * MINUTE_MS });
    return token;
  }
  async graph(tenant, path) {
    const objects = [];
    for (let url = `${this.cloudUrl}/v1.0/${path}`; url !== undefined;) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${await this.token(tenant)}` } });
      const body = await response.json();
      if (!response.ok) throw new Error(`Graph ${path}: ${response.status} ${JSON.stringify(body.error)}`);
      objects.push(...body.value);
      url = body['@odata.nextLink'];
    }
    return objects;
  }
  async listed(tenant, kind) { return (await this.control('GET', `tenants/${tenant}/${kind}`)).value; }

  // The objects of every data type that a list can tell.
  async of(tenant) {
    const users = await this.listed(tenant, 'users');
    const managers = new Map((await this.graph(tenant, 'users?$select=id&$expand=manager($select=id)&$top=999')).map((one) => [one.id, one.manager]));
    for (const user of users) user.manager = managers.get(user.id) ?? null;
    const owners = new Map((await this.graph(tenant, 'devices?$select=id&$expand=registeredOwners($select=id)&$top=999')).map((one) => [one.id, one.registeredOwners]));
    const devices = (await this.listed(tenant, 'devices')).map((one) => ({ ...one, registeredOwners: owners.get(one.id) }));
    return {
      users, groups: await this.listed(tenant, 'groups'), devices, managed_devices: await this.listed(tenant, 'managedDevices'),
      subscribed_skus: await this.graph(tenant, 'subscribedSkus'), organization: await this.graph(tenant, 'organization'), domains: await this.graph(tenant, 'domains'),
      directory_roles: await this.graph(tenant, 'directoryRoles'),
      role_assignments: await this.graph(tenant, 'roleManagement/directory/roleAssignments?$expand=principal'),
    };
  }
}

const isEmpty = (value) => value === null || value === undefined || (Array.isArray(value) && value.length === 0);

// The value of the world with the members that Reeve keeps of it; times as instants, sets in an order of their own.
function shaped(value, like, kind) {
  if (isEmpty(value)) return null;
  if (kind === 'time') return Date.parse(value);
  if (Array.isArray(value)) {
    const sample = Array.isArray(like) ? like.find((one) => one !== null && typeof one === 'object') : undefined;
    const items = value.map((one) => shaped(one, sample ?? one, 'json'));
    return kind === 'text_list' ? items : items.map((one) => JSON.stringify(one)).sort();
  }
  if (typeof value !== 'object') return value;
  const names = like !== null && typeof like === 'object' && !Array.isArray(like) ? Object.keys(like) : Object.keys(value);
  return Object.fromEntries(names.sort().filter((name) => !isEmpty(value[name])).map((name) => [name, shaped(value[name], like?.[name], 'json')]));
}

export function recordDifferences(type, fields, records, objects) {
  const differences = [];
  const wanted = new Map(objects.map((one) => [one.id, one]));
  for (const record of records) {
    const object = wanted.get(record['external-id']);
    wanted.delete(record['external-id']);
    if (object === undefined) {
      differences.push({ what: `${type} ${record.title} is not at Microsoft any more` });
      continue;
    }
    for (const { name, kind } of fields) {
      const [have, want] = [shaped(record.body[name], record.body[name], kind), shaped(object[name], record.body[name], kind)];
      if (JSON.stringify(have) !== JSON.stringify(want)) differences.push({ what: `${type} ${record.title}: ${name} is ${JSON.stringify(have)}, at Microsoft ${JSON.stringify(want)}` });
    }
  }
  for (const object of wanted.values()) differences.push({ what: `${type} ${object.displayName ?? object.deviceName ?? object.id} is missing` });
  return differences;
}

const lower = (list) => list.map((one) => one.toLowerCase());
const addressesOf = (user) => [...new Set(lower([user.mail ?? user.userPrincipalName, ...user.proxyAddresses.filter((one) => one.toLowerCase().startsWith('smtp:')).map((one) => one.slice(5))]))];
const phonesOf = (user) => [...user.businessPhones, user.mobilePhone].filter((one) => !isEmpty(one)).map((one) => one.replace(/[^\d+]/g, ''));

// `before`: the contact as people wrote it, before any sync; what they wrote explains itself.
export function contactDifferences(user, contact, before) {
  const differences = [];
  const who = `contact ${contact.name} of ${user.userPrincipalName}`;
  const named = isEmpty(user.givenName) && isEmpty(user.surname) ? {} : { 'first-name': user.givenName ?? '', 'last-name': user.surname ?? '' };
  for (const [field, want] of Object.entries({ ...named, title: user.jobTitle ?? null })) {
    const have = contact[field];
    if ((have || null) === (want || null)) continue;
    const people = before?.[field];
    if (!isEmpty(people) && people !== '' && people === have) continue;
    differences.push({ what: `${who}: ${field} is ${JSON.stringify(have)}, at Microsoft ${JSON.stringify(want)}` });
  }
  const emails = contact['contact-emails'];
  const want = addressesOf(user);
  for (const address of want) if (!lower(emails.map((one) => one.value)).includes(address)) differences.push({ what: `${who} lacks ${address}` });
  for (const one of emails) if (one.source === 'microsoft' && !want.includes(one.value.toLowerCase())) differences.push({ what: `${who} still has ${one.value}` });
  const phones = contact['contact-phones'];
  const digits = phonesOf(user);
  for (const number of digits) if (!phones.some((one) => one.value.replace(/[^\d+]/g, '') === number)) differences.push({ what: `${who} lacks ${number}` });
  for (const one of phones) if (one.source === 'microsoft' && !digits.includes(one.value.replace(/[^\d+]/g, ''))) differences.push({ what: `${who} still has ${one.value}` });
  return differences;
}

// Why somebody has no contact, and whether that is true at Microsoft.
export const REASONS = {
  guest: (user) => user.userType === 'Guest',
  disabled: (user) => !user.accountEnabled,
  not_licensed: (user) => user.assignedLicenses.length === 0,
  unlicensed: (user) => user.assignedLicenses.length === 0,
  shared_mailbox: (user) => !user.accountEnabled || user.assignedLicenses.length === 0,
  room: (user) => !user.accountEnabled || user.assignedLicenses.length === 0,
  equipment: (user) => !user.accountEnabled || user.assignedLicenses.length === 0,
};
