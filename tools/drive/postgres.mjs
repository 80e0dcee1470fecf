// A private PostgreSQL 15 for tests: its own folder, socket and port, gone afterwards; as user postgres when we are root.
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, run } from './processes.mjs';

const TOOLS = '/usr/lib/postgresql/15/bin';

export class Postgres {
  static async start() {
    if (!existsSync(join(TOOLS, 'initdb'))) throw new Error(`${TOOLS} is missing: run script/setup, which installs postgresql-15.`);
    const server = new Postgres();
    server.folder = mkdtempSync(join(tmpdir(), 'reeve-postgres-'));
    if (process.getuid() === 0) {
      const ids = await run('id', ['-u', 'postgres']);
      chownSync(server.folder, Number(ids.stdout), 0);
    }
    server.port = await freePort();
    await server.tool('initdb', ['-D', server.data, '-U', 'reeve', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']);
    await server.resume();
    return server;
  }

  get data() { return join(this.folder, 'data'); }
  url(database) { return `postgresql://reeve@127.0.0.1:${this.port}/${database}`; }

  async tool(name, args) {
    const command = join(TOOLS, name);
    const [program, all] = process.getuid() === 0 ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', command, ...args]] : [command, args];
    const { code, stdout, stderr } = await run(program, all, { cwd: '/', stdio: name === 'pg_ctl' ? 'ignore' : undefined });
    if (code !== 0) throw new Error(`${name} failed: ${stderr || stdout}`);
    return stdout;
  }

  resume() {
    const options = `-c port=${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${this.folder} -c max_connections=200`;
    return this.tool('pg_ctl', ['-D', this.data, '-l', join(this.folder, 'log'), '-w', '-o', options, 'start']);
  }
  // As a crash: connections are cut, nothing is written in good order.
  interrupt() {
    return this.tool('pg_ctl', ['-D', this.data, '-m', 'immediate', '-w', 'stop']);
  }

  async sql(text, database = 'postgres') {
    return this.tool('psql', ['-h', this.folder, '-p', String(this.port), '-U', 'reeve', '-d', database, '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', text]);
  }
  async create(database, template = 'template0') {
    await this.sql(`CREATE DATABASE ${database} TEMPLATE ${template}`);
    return this.url(database);
  }

  async stop() {
    await this.interrupt().catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }
}
