// What the fault tests share: one simulated cloud, Reeve connected and matched but not yet synced, and copies of that to break.
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Api, until } from '../../tools/drive/api.mjs';
import { connectMicrosoft, loadDocumentation, matchTenants } from '../../tools/drive/demo_steps.mjs';
import { Process, run } from '../../tools/drive/processes.mjs';
import { Stage } from '../../tools/drive/stage.mjs';

export const BIN = process.env.REEVE_BIN ?? join(import.meta.dirname, '../../build/release/bin');
const WORLD = ['--tenants', '2', '--users', '1100', '--seed', '11'];
// A killed process's job is free after its lease of 60 s; 90 s is what the design allows.
const RECOVERY_MS = 150_000;

export const scratch = () => mkdtempSync(join(tmpdir(), 'reeve-fault-'));

// The template that every test begins from. `database`: another place than SQLite in the folder.
export class Scene {
  static async prepare({ matched = true, database, world = WORLD } = {}) {
    const scene = new Scene();
    scene.actors = new Set();
    scene.folder = scratch();
    scene.database = database;
    scene.stage = new Stage({ folder: join(scene.folder, 'template'), bin: BIN, port: 20_000 + (process.pid % 20_000),
      cloudPort: 0, say: () => {}, world, database });
    mkdirSync(scene.stage.folder);
    try {
      await scene.stage.start();
      scene.key = await apiKey(scene.stage.program('reeve'), scene.stage.config);
      if (matched) await scene.match();
      scene.stage.stopping = true;
      await scene.stage.stopReeve();
    } catch (error) {
      await scene.close();
      throw error;
    }
    return scene;
  }

  async match() {
    const api = new Api(this.stage.api, { key: this.key });
    await loadDocumentation(this.stage, api);
    await connectMicrosoft(this.stage, api);
    await matchTenants(this.stage, api);
    await idle(api);
  }

  // A copy of the template with Reeve running on it, on a port of its own.
  async actor(options = {}) {
    const actor = new Actor(this, options);
    this.actors.add(actor);
    await actor.start(options.env);
    return actor;
  }

  // Sets a fault of the simulated cloud; with no kind, mends all.
  async fault(fault) {
    const method = fault === undefined ? 'DELETE' : 'POST';
    await this.control(method, 'faults', fault);
  }
  async control(method, what, body) {
    const response = await fetch(`${this.stage.cloudUrl}/_control/${what}`, { method,
      headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control/${what}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }

  // Also ends what a failed test left running.
  async close() {
    await Promise.all([...this.actors].map((actor) => actor.process.kill()));
    this.stage.stopping = true;
    await this.stage.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let copies = 0;

export class Actor {
  constructor(scene, { database } = {}) {
    this.scene = scene;
    this.folder = join(scene.folder, `copy-${++copies}`);
    mkdirSync(this.folder);
    for (const name of ['reeve.toml', 'reeve.key', 'reeve-data']) cpSync(join(scene.stage.folder, name), join(this.folder, name), { recursive: true });
    this.arguments = ['--config', join(this.folder, 'reeve.toml'), '--listen', '127.0.0.1:0', ...(database ? ['--database', database] : [])];
  }

  async start(env = {}) {
    this.process = new Process({ name: 'reeve', command: join(BIN, 'reeve'), args: [...this.arguments, 'serve'], env, cwd: this.folder });
    const [, address] = await this.process.waitLine(/^Reeve listens on (\S+)/, 30_000);
    this.api = new Api(address, { key: this.scene.key });
  }

  async tenants() {
    return (await this.api.all('/api/tenants')).filter((row) => !row.attributes.own);
  }

  // Queues a sync of every customer tenant that takes its preview; gives the runs.
  async queue() {
    const runs = [];
    for (const { id } of await this.tenants()) {
      runs.push((await this.api.post(`/api/tenants/${id}/sync`, 'runs', { 'accept-first': true })).data);
    }
    return runs;
  }

  async sync() {
    const queued = await this.queue();
    await idle(this.api);
    return Promise.all(queued.map(async ({ id }) => (await this.api.get(`/api/runs/${id}`)).data.attributes));
  }

  // Everything people see of the documentation, without ids and times, in an order of its own.
  async documentation() {
    const organizations = (await this.api.all('/api/organizations')).map((row) => plain(row.attributes));
    const contacts = (await this.api.all('/api/contacts')).map((row) => plain(row.attributes));
    return [...organizations, ...contacts].map((one) => JSON.stringify(one)).sort();
  }

  // Also Microsoft's records, what ties them to contacts, and how often each of every fifth contact was changed: what a kill
  // could lose, double or leave half written.
  async everything() {
    const records = await this.api.all('/api/records');
    const contacts = await this.api.all('/api/contacts');
    const links = await this.api.all('/api/links');
    const names = new Map(contacts.map((row) => [row.id, row.attributes.name]));
    const ids = new Map(records.map((row) => [row.id, row.attributes['external-id']]));
    const lines = records.map(({ attributes: one }) => `record ${one.type} ${one['external-id']} ${one['gone-at'] === null ? 'there' : 'gone'} ${JSON.stringify(one.body)}`);
    for (const { attributes: one } of links) lines.push(`link ${ids.get(String(one['record-id']))} ${one['asset-kind']} ${names.get(String(one['asset-id']))} ${one.role} ${one.reason}`);
    const sample = contacts.sort((a, b) => (JSON.stringify(plain(a.attributes)) < JSON.stringify(plain(b.attributes)) ? -1 : 1)).filter((_, n) => n % 5 === 0);
    for (const { id, attributes: one } of sample) lines.push(`changes ${one.name} ${await this.api.count(`/api/contacts/${id}/changes`)}`);
    return [...await this.documentation(), ...lines].sort();
  }

  hideKey() {
    const hidden = join(this.folder, 'hidden.key');
    renameSync(join(this.folder, 'reeve.key'), hidden);
    return hidden;
  }
  restoreKey(hidden) { renameSync(hidden, join(this.folder, 'reeve.key')); }

  async close() {
    await this.process.stop();
    this.scene.actors.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// Waits until no run is queued or under way.
export function idle(api) {
  return until('the runs to end', async () => {
    const { runs } = (await api.get('/api/status')).data.attributes;
    return runs.queued + runs.syncing === 0;
  }, { ms: RECOVERY_MS, every: 200 });
}

async function apiKey(program, config) {
  const { code, stdout, stderr } = await run(program, ['--config', config, 'admin', 'api-key', '--name', 'tests', '--role', 'administrator']);
  if (code !== 0) throw new Error(`reeve admin api-key: ${stderr}`);
  return stdout.trim();
}

const PASSING = new Set(['id', 'organization-id', 'location-id', 'created-at', 'updated-at', 'resource-url', 'version', 'source-at', 'age-at']);

function plain(value) {
  if (Array.isArray(value)) return value.map(plain).map((one) => [JSON.stringify(one), one]).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).filter((key) => !PASSING.has(key)).sort().map((key) => [key, plain(value[key])]));
}
