// Truth: hundreds of random changes at Microsoft, a sync after every tenth, and then nothing of Reeve differs from the world without a reason that Reeve itself gives.
// REEVE_TEST_CHANGES=N makes another number of changes, REEVE_TEST_SEED=N others.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { randomFrom } from './kills.mjs';
import { Scene } from './scene.mjs';
import { Changes } from './truth_changes.mjs';
import { REASONS, World, contactDifferences, recordDifferences } from './truth_compare.mjs';

const CHANGES = Number(process.env.REEVE_TEST_CHANGES ?? 500);
const SEED = Number(process.env.REEVE_TEST_SEED ?? 20261123);
const SYNC_EVERY = 10;
let scene;

before(async () => { scene = await Scene.prepare({ world: ['--tenants', '3', '--users', '30', '--seed', '17', '--no-limits'] }); });
after(() => scene?.close());

test(`${CHANGES} changes at Microsoft leave no difference without a reason`, async () => {
  const control = (...asked) => scene.control(...asked);
  const customers = scene.stage.world.customers;
  const changes = new Changes(control, customers, randomFrom(SEED));
  const actor = await scene.actor();
  const truth = new Truth(actor, new World(scene.stage.cloudUrl, scene.stage.world.partner, control), customers);
  await truth.readEverything();
  await truth.remember();
  await actor.sync();
  await truth.check('the first sync');
  const story = [];
  for (let n = 1; n <= CHANGES; n++) {
    story.push(await changes.one());
    if (n % SYNC_EVERY !== 0 && n !== CHANGES) continue;
    await actor.sync();
    await truth.check(`seed ${SEED}, after change ${n}:\n${story.slice(-SYNC_EVERY).join('\n')}`);
  }
  for (const type of ['users', 'groups', 'devices', 'managed_devices', 'subscribed_skus']) assert.ok(truth.byType[type] > 0, `no ${type} were compared`);
  console.log(`# ${CHANGES} changes, ${truth.syncs} comparisons, ${truth.compared} objects and ${truth.contacts} contacts compared, ${truth.explained} without a contact for a reason`);
  await actor.close();
});

class Truth {
  constructor(actor, world, customers) {
    Object.assign(this, { actor, world, customers, compared: 0, contacts: 0, explained: 0, syncs: 0, skips: new Map(), byType: {} });
  }

  // The connection's tier reads all there is.
  async readEverything() {
    const { api } = this.actor;
    for (const { id } of await api.all('/api/connections')) await api.patch(`/api/connections/${id}`, 'connections', { tier: 'sign_in_activity' });
  }

  // What people had written before the first sync.
  async remember() {
    this.before = new Map((await this.actor.api.all('/api/contacts')).map((row) => [row.id, row.attributes]));
    this.fields = new Map((await this.actor.api.all('/api/data_types')).map((row) => [row.attributes.name, row.attributes.fields]));
  }

  async check(when) {
    const { api } = this.actor;
    const tenants = new Map((await this.actor.tenants()).map((row) => [row.attributes['entra-tenant-id'], row]));
    const differences = [];
    const contacts = new Map((await api.all('/api/contacts')).map((row) => [row.id, row.attributes]));
    await this.readSkips();
    for (const customer of this.customers) {
      const tenant = tenants.get(customer.tenantId);
      const objects = await this.world.of(customer.tenantId);
      const records = await api.all(`/api/records?filter[tenant_id]=${tenant.id}&filter[gone]=false`);
      for (const [type, wanted] of Object.entries(objects)) {
        if (await this.isAbsent(tenant, type)) continue;
        const have = records.filter((row) => row.attributes.type === type);
        this.compared += wanted.length;
        this.byType[type] = (this.byType[type] ?? 0) + wanted.length;
        differences.push(...recordDifferences(type, this.fields.get(type), have.map((row) => row.attributes), wanted));
      }
      differences.push(...await this.people(tenant, records.filter((row) => row.attributes.type === 'users'), objects.users, contacts));
    }
    this.syncs++;
    assert.deepEqual(differences.map((one) => one.what), [], when);
  }

  // A type that could not be read says why.
  async isAbsent(tenant, type) {
    const shown = (await this.actor.api.get(`/api/tenants/${tenant.id}`)).data.attributes.types.find((one) => (one.type ?? one.name) === type);
    if (shown === undefined || shown.state === 'complete') return false;
    assert.ok(shown.reason, `${type} of ${tenant.attributes.name} is ${shown.state} without a reason`);
    return true;
  }

  async readSkips() {
    const rows = await this.actor.api.all('/api/run_events?filter[kind]=skip');
    for (const row of rows) if (row.attributes.data?.record !== undefined) this.skips.set(String(row.attributes.data.record), row.attributes.code);
  }

  async people(tenant, records, users, contacts) {
    const { api } = this.actor;
    const byId = new Map(users.map((one) => [one.id, one]));
    const links = new Map((await api.all(`/api/links?filter[tenant_id]=${tenant.id}&filter[asset_kind]=contact`)).map((row) => [String(row.attributes['record-id']), row.attributes]));
    const asked = new Set((await api.all(`/api/reviews?filter[tenant_id]=${tenant.id}&filter[state]=open`)).map((row) => String(row.attributes['record-id'])));
    const differences = [];
    for (const record of records) {
      const user = byId.get(record.attributes['external-id']);
      if (user === undefined) continue;
      const link = links.get(record.id);
      if (link !== undefined) {
        this.contacts++;
        const id = String(link['asset-id']);
        const contact = contacts.get(id);
        if (contact === undefined) differences.push({ what: `the contact of ${user.userPrincipalName} is not there` });
        else if (!contact.archived) differences.push(...contactDifferences(user, contact, this.before.get(id)));
        continue;
      }
      const reason = record.attributes['not-chosen'] ?? this.skips.get(record.id);
      if (asked.has(record.id) || REASONS[reason]?.(user)) this.explained++;
      else differences.push({ what: `${user.userPrincipalName} has no contact, no question and no reason that is true (${reason}; licensed ${user.assignedLicenses.length}, ${user.accountEnabled}, ${user.userType})` });
    }
    return differences;
  }
}
