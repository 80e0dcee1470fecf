// The two programs in one data folder: their settings, their ports, their start and their end.
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from './api.mjs';
import { Process, freePort } from './processes.mjs';

const CLOUD_PORT = 9443;
const TRIES = 50;
const WORLD = ['--tenants', '25', '--users', '80', '--seed', '7'];

// The first free port from `wished` on.
async function portFrom(wished, say, what) {
  for (let port = wished; port < Math.min(wished + TRIES, 65536); port++) {
    if (await freePort(port) === null) continue;
    if (port !== wished) say(`Port ${wished} is in use; ${what} takes ${port}.`);
    return port;
  }
  throw new Error(`No port from ${wished} to ${wished + TRIES - 1} is free for ${what}; name another with --port.`);
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export class Stage {
  // cloudPort 0: any free one. database: another than SQLite in the folder.
  constructor({ folder, bin, port, say, world = WORLD, cloudPort = CLOUD_PORT, database = 'sqlite:reeve-data/reeve.sqlite' }) {
    Object.assign(this, { folder, bin, port, say, worldOptions: world, wishedCloudPort: cloudPort, database });
    this.stopping = false;
    this.oneTimeLink = null;
    this.processes = [];
    this.watchers = [];
  }

  program(name) { return join(this.folder, name); }
  get config() { return join(this.folder, 'reeve.toml'); }
  get publicUrl() { return `http://localhost:${this.port}`; }
  get api() { return `http://127.0.0.1:${this.port}`; }

  async start() {
    await this.prepare();
    await this.startCloud();
    await this.startReeve();
  }

  // The cloud's address is part of what Reeve knows of its tenants, so a folder keeps its cloud's port.
  async prepare() {
    const earlier = existsSync(this.config) ? readFileSync(this.config, 'utf8') : '';
    const kept = Number(/^microsoft = "http:\/\/127\.0\.0\.1:(\d+)"/m.exec(earlier)?.[1] ?? 0);
    if (kept !== 0 && await freePort(kept) === null) {
      throw new Error(`Port ${kept} is in use, and the data in ${this.folder} knows its simulated cloud by that port. `
        + 'Perhaps a demo runs already: stop it, or choose another folder with --data DIR.');
    }
    this.cloudPort = kept !== 0 ? kept
      : this.wishedCloudPort === 0 ? await freePort() : await portFrom(this.wishedCloudPort, this.say, 'the simulated cloud');
    this.cloudUrl = `http://127.0.0.1:${this.cloudPort}`;
    this.port = await portFrom(this.port, this.say, 'Reeve');
    for (const name of ['reeve', 'reeve-cloud']) {
      if (!existsSync(join(this.bin, name))) throw new Error(`${join(this.bin, name)} is not there. script/demo builds it.`);
      rmSync(this.program(name), { force: true });
      symlinkSync(join(this.bin, name), this.program(name));
    }
    this.writeSettings();
  }

  cloudArguments() {
    return ['--listen', `127.0.0.1:${this.cloudPort}`, '--http', ...this.worldOptions, '--state', join(this.folder, 'cloud.state')];
  }

  writeSettings() {
    writeFileSync(this.config, `# Written by script/demo at every start: the port may have moved.
data = "reeve-data"
database = "${this.database}"
listen = "127.0.0.1:${this.port}"
public_url = "${this.publicUrl}"
microsoft = "${this.cloudUrl}"
`);
    writeFileSync(this.program('cloud.sh'), `#!/bin/sh
# The same simulated cloud again, on the same port, with its grants, tokens and keys.
exec ${[this.program('reeve-cloud'), ...this.cloudArguments()].map(quoted).join(' ')} "$@"
`);
    chmodSync(this.program('cloud.sh'), 0o755);
  }

  launch(name, args) {
    const process = new Process({ name, command: this.program(name), args, cwd: this.folder });
    this.processes.push(process);
    for (const watch of this.watchers) watch(process);
    return process;
  }

  async startCloud() {
    const cloud = this.launch('reeve-cloud', this.cloudArguments());
    this.world = await until('the simulated cloud to answer', async () => {
      if (cloud.result !== null) throw new Error(cloud.obituary());
      try {
        return await (await fetch(`${this.cloudUrl}/_control/world`)).json();
      } catch {
        return null;
      }
    }, { ms: 20_000, every: 50 });
  }

  async startReeve() {
    const reeve = this.launch('reeve', ['--config', this.config, 'serve']);
    await reeve.waitLine(/^Reeve listens on (\S+)/, 20_000);
    const link = await Promise.race([reeve.waitLine(/One-time sign-in link: (\S+)/, 1_000).catch(() => null)]);
    this.oneTimeLink = link?.[1] ?? null;
  }

  // Rejects when a program ends that nobody asked to.
  died() {
    const promise = new Promise((_, reject) => {
      const watch = (process) => process.ended.then(() => {
        if (!this.stopping) reject(new Error(process.obituary()));
      });
      this.watchers.push(watch);
      this.processes.forEach(watch);
    });
    promise.catch(() => {});
    return promise;
  }

  // Reeve first, so that it never sees its cloud vanish.
  async stop() {
    for (const process of [...this.processes].reverse()) await this.end(process);
  }
  async stopReeve() {
    for (const process of this.processes.filter((one) => one.name === 'reeve')) await this.end(process);
  }

  async end(process) {
    if (process.result !== null) return;
    const { code, signal } = await process.stop();
    if (code !== 0 && signal !== 'SIGTERM') this.say(`${process.name} did not stop cleanly (${signal ?? `code ${code}`}).`);
  }
}
