// Reeve and a simulated Microsoft in a folder of their own: Microsoft's real host names, TLS, free ports.
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Api, until } from '../../tools/drive/api.mjs';
import { Process, freePort, run } from '../../tools/drive/processes.mjs';
import { HOSTS, makeCertificate } from './certificate.mjs';

const here = (path) => join(import.meta.dirname, path);
const CLOUD = process.env.REEVE_CLOUD ?? here('../../build/release/bin/reeve-cloud');
const REEVE = process.env.REEVE ?? here('../../build/release/bin/reeve');
// Of twelve customers the documentation spells one otherwise and lacks two: one suggestion, two without.
const TENANTS = process.env.REEVE_E2E_TENANTS ?? '12';
const USERS = process.env.REEVE_E2E_USERS ?? '20';
const SEED = process.env.REEVE_E2E_SEED ?? '7';
const READY_MS = 30_000;
const RUNS_MS = 90_000;
const CONTROL_MS = 10_000;

export class Scene {
  // reeve: false leaves only the cloud, for trying its pages alone. env: more settings of Reeve. world: takes a folder and gives
  // the cloud's options, in place of so many tenants and users.
  static async start({ tenants = TENANTS, users = USERS, reeve = true, env = {}, world } = {}) {
    const scene = new Scene();
    scene.env = env;
    scene.folder = mkdtempSync(join(tmpdir(), 'reeve-e2e-'));
    scene.worldOptions = world?.(scene.folder) ?? ['--tenants', tenants, '--users', users, '--seed', SEED];
    try {
      scene.certificate = await makeCertificate(scene.folder);
      await scene.startCloud();
      if (reeve) await scene.startReeve();
    } catch (error) {
      await scene.close();
      throw error;
    }
    return scene;
  }

  async startCloud() {
    const { certificate, key } = this.certificate;
    this.cloud = new Process({ name: 'reeve-cloud', command: CLOUD, cwd: this.folder,
      args: ['--listen', '127.0.0.1:0', '--tls', certificate, key, ...this.worldOptions] });
    const [, port] = await this.cloud.waitLine(/listens on https:\/\/127\.0\.0\.1:(\d+)/, READY_MS);
    this.cloudPort = Number(port);
    this.world = await this.control('GET', 'world');
  }

  async startReeve() {
    const port = await freePort();
    this.url = `http://localhost:${port}`;
    this.settings = {
      REEVE_DATA: join(this.folder, 'data'), REEVE_LISTEN: `127.0.0.1:${port}`, REEVE_PUBLIC_URL: this.url,
      REEVE_MICROSOFT: 'global', REEVE_MICROSOFT_CA_FILE: this.certificate.ca,
      REEVE_MICROSOFT_CONNECT_TO: HOSTS.map((host) => `${host}:443:127.0.0.1:${this.cloudPort}`).join(','),
      ...this.env,
    };
    this.reeve = new Process({ name: 'reeve', command: REEVE, args: ['serve'], env: this.settings, cwd: this.folder });
    await this.reeve.waitLine(/^Reeve listens on \S+/, READY_MS);
    const [, link] = await this.reeve.waitLine(/One-time sign-in link: (\S+)/, READY_MS);
    this.oneTimeLink = link;
    this.api = new Api(this.url, { key: (await this.command('admin', 'api-key', '--name', 'e2e', '--role', 'administrator')).trim() });
  }

  // A command of `reeve` on the same data, as a person would type it; gives what it printed.
  async command(...args) {
    const { code, stdout, stderr } = await run(REEVE, args, { env: this.settings, cwd: this.folder });
    if (code !== 0) throw new Error(`reeve ${args.join(' ')} failed: ${stderr.trim() || stdout.trim()}`);
    return stdout;
  }

  // One request to the cloud's /_control, by TLS as all the others.
  control(method, path, body) {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: this.cloudPort, path: `/_control/${path}`, method, ca: this.certificate.authority,
        timeout: CONTROL_MS, headers: { 'content-type': 'application/json' } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece) => { text += piece; }).on('end', () => {
          if (response.statusCode < 300) resolve(text === '' ? {} : JSON.parse(text));
          else reject(new Error(`${method} /_control/${path}: ${response.statusCode} ${text}`));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error(`/_control/${path} gave no answer in ${CONTROL_MS / 1000} s.`)));
      asked.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
  fault(fault) { return this.control('POST', 'faults', fault); }
  mend() { return this.control('DELETE', 'faults'); }

  // What people wrote before Reeve came, through the API: organizations and a third of the contacts,
  // of each organization one with a title that Microsoft knows otherwise.
  async loadDocumentation() {
    const { organizations } = await this.control('GET', 'documentation');
    for (const { contacts = [], ...attributes } of organizations) {
      const { data } = await this.api.post('/api/organizations', 'organizations', attributes);
      if (contacts.length === 0) continue;
      const otherwise = contacts.find((one) => one.title && one['contact-emails']?.length > 0);
      if (otherwise !== undefined) otherwise.title = `${otherwise.title} (part time)`;
      await this.api.call('POST', `/api/organizations/${data.id}/relationships/contacts`,
        { data: contacts.map((one) => ({ type: 'contacts', attributes: one })) });
    }
    return organizations;
  }

  async customers() {
    return (await this.api.all('/api/tenants')).filter((one) => !one.attributes.own);
  }
  async tenantNamed(name) {
    return (await this.customers()).find((one) => one.attributes.name === name);
  }

  // Waits until no run is queued or under way.
  idle() {
    return until('the runs to end', async () => {
      const { queued, syncing } = (await this.api.get('/api/status')).data.attributes.runs;
      return queued + syncing === 0;
    }, { ms: RUNS_MS });
  }

  async close() {
    await this.reeve?.stop();
    await this.cloud?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
