// Changes a simulated tenant at random, one thing at a time, as an administrator at Microsoft might: from a seed, so that a difference can be met again.
const TITLES = ['Clerk', 'Accountant', 'Head of Sales', 'Nurse', null];
const DEPARTMENTS = ['Finance', 'Sales', 'Care', null];
const CITIES = ['Bern', 'Hamburg', 'Leeds', null];
const FIRST = ['Nora', 'Émile', 'Jón', 'Zoë', 'Łukasz', 'Aroha'];
const LAST = ['Öberg', "O'Neill", 'van Dijk', 'Müller-Lee', 'Ng'];

export class Changes {
  // `control(method, what, body)`: the cloud's control API. `random(below)`: the dice.
  constructor(control, tenants, random) {
    Object.assign(this, { control, tenants, random, made: 0 });
  }
  pick(list) { return list[this.random(list.length)]; }
  async list(tenant, kind) { return (await this.control('GET', `tenants/${tenant.tenantId}/${kind}`)).value; }

  // One change; gives its description.
  async one() {
    const tenant = this.pick(this.tenants);
    const act = this.pick([this.person, this.person, this.person, this.person, this.alias, this.alias, this.license, this.license, this.device,
      this.device, this.group, this.group, this.plan, this.join, this.leave, this.manager]);
    this.made++;
    return `${this.made}: ${tenant.displayName}: ${await act.call(this, tenant) ?? 'nothing'}`;
  }

  async people(tenant) { return (await this.list(tenant, 'users')).filter((one) => one.userType === 'Member'); }
  async patch(tenant, user, values) {
    await this.control('PATCH', `tenants/${tenant.tenantId}/users/${user.id}`, values);
    return `${user.userPrincipalName}: ${JSON.stringify(values)}`;
  }

  async person(tenant) {
    const user = this.pick(await this.people(tenant));
    const surname = this.pick(LAST);
    return this.patch(tenant, user, this.pick([
      { jobTitle: this.pick(TITLES) }, { department: this.pick(DEPARTMENTS) }, { city: this.pick(CITIES) }, { mobilePhone: this.pick([null, `+41 79 555 ${10 + this.random(90)}`]) },
      { businessPhones: this.pick([[], [`+1 425 555 01${10 + this.random(90)}`]]) }, { accountEnabled: !user.accountEnabled },
      { surname, displayName: `${user.givenName ?? ''} ${surname}`.trim() }, { officeLocation: `${1 + this.random(9)}/${100 + this.random(900)}` },
    ]));
  }
  async alias(tenant) {
    const user = this.pick((await this.people(tenant)).filter((one) => one.proxyAddresses.length > 0));
    const extra = user.proxyAddresses.filter((one) => one.includes('alias-'));
    const proxyAddresses = extra.length > 0 && this.random(2) === 0 ? user.proxyAddresses.filter((one) => one !== extra[0])
      : [...user.proxyAddresses, `smtp:alias-${this.made}@${tenant.defaultDomain}`];
    return this.patch(tenant, user, { proxyAddresses });
  }
  async license(tenant) {
    const people = await this.people(tenant);
    const user = this.pick(people);
    const assignedLicenses = user.assignedLicenses.length > 0 ? user.assignedLicenses.slice(1) : this.pick(people).assignedLicenses;
    return this.patch(tenant, user, { assignedLicenses });
  }
  async manager(tenant) {
    const people = await this.people(tenant);
    const [user, boss] = [this.pick(people), this.pick(people)];
    return this.patch(tenant, user, { manager: boss.id === user.id ? null : boss.id });
  }
  async join(tenant) {
    const [first, last] = [this.pick(FIRST), this.pick(LAST)];
    const address = `new.${this.made}@${tenant.defaultDomain}`;
    const like = this.pick(await this.people(tenant));
    const user = { displayName: `${first} ${last}`, givenName: first, surname: last, userPrincipalName: address, mail: address, proxyAddresses: [`SMTP:${address}`],
      accountEnabled: true, userType: this.random(8) === 0 ? 'Guest' : 'Member', assignedLicenses: like.assignedLicenses, usageLocation: 'CH' };
    await this.control('POST', `tenants/${tenant.tenantId}/users`, user);
    return `${address} joins`;
  }
  async leave(tenant) {
    const people = await this.people(tenant);
    if (people.length < 10) return undefined;
    const user = this.pick(people);
    await this.control('DELETE', `tenants/${tenant.tenantId}/users/${user.id}${this.random(2) === 0 ? '?permanent=true' : ''}`);
    return `${user.userPrincipalName} leaves`;
  }
  async device(tenant) {
    const devices = await this.list(tenant, 'managedDevices');
    const user = this.pick(await this.people(tenant));
    if (devices.length < 3 || this.random(4) === 0) {
      await this.control('POST', `tenants/${tenant.tenantId}/managedDevices`, { deviceName: `TRUTH-${this.made}`, serialNumber: `TRUTH${this.made}`, manufacturer: 'Dell',
        model: 'Latitude 5450', operatingSystem: 'Windows', osVersion: '10.0.26100.1', userId: user.id });
      return `device TRUTH-${this.made} is enrolled`;
    }
    const device = this.pick(devices);
    const path = `tenants/${tenant.tenantId}/managedDevices/${device.id}`;
    if (this.random(4) === 0) return this.control('DELETE', path).then(() => `device ${device.deviceName} is removed`);
    const values = this.pick([{ osVersion: `10.0.26100.${this.random(999)}`, userId: user.id }, { complianceState: this.pick(['compliant', 'noncompliant']), userId: user.id }, { userId: user.id }]);
    await this.control('PATCH', path, values);
    return `device ${device.deviceName}: ${JSON.stringify(values)}`;
  }
  async group(tenant) {
    const groups = (await this.list(tenant, 'groups')).filter((one) => one.membershipRule === null);
    const people = await this.people(tenant);
    if (groups.length < 3 || this.random(6) === 0) {
      await this.control('POST', `tenants/${tenant.tenantId}/groups`, { displayName: `Truth ${this.made}`, securityEnabled: true, members: [this.pick(people).id] });
      return `group Truth ${this.made} is made`;
    }
    const group = this.pick(groups);
    const path = `tenants/${tenant.tenantId}/groups/${group.id}`;
    if (group.displayName.startsWith('Truth') && this.random(4) === 0) return this.control('DELETE', path).then(() => `group ${group.displayName} is removed`);
    const user = this.pick(people).id;
    const members = group.members.includes(user) ? group.members.filter((one) => one !== user) : [...group.members, user];
    await this.control('PATCH', path, { members });
    return `group ${group.displayName} has ${members.length} members`;
  }
  // A tenant buys a plan or lets one go; those that people hold stay.
  async plan(tenant) {
    const path = `tenants/${tenant.tenantId}/subscriptions`;
    const { skus } = await this.control('GET', path);
    const extra = 'VISIOCLIENT';
    const wanted = skus.includes(extra) ? skus.filter((one) => one !== extra) : [...skus, extra];
    await this.control('PATCH', path, { skus: wanted });
    return `plans ${wanted.join(' ')}`;
  }
}
