// Starts programs, waits for the line that says they are ready, and stops them again; knows why one ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const KEPT_LINES = 200;
const STOP_MS = 10_000;

export class Process {
  // options: {name, command, args, env, cwd, onLine(line, isError)}; the environment is added to ours.
  constructor({ name, command, args = [], env = {}, cwd, onLine }) {
    this.name = name;
    this.lines = [];
    this.waiting = new Set();
    this.child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.pid = this.child.pid;
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ code: null, signal: null, error }));
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.result = null;
    this.ended.then((result) => {
      this.result = result;
      for (const waiter of this.waiting) waiter.reject(new Error(this.obituary()));
      this.waiting.clear();
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.take(line, stream === this.child.stderr, onLine));
    }
  }

  take(line, isError, onLine) {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    onLine?.(line, isError);
    for (const waiter of [...this.waiting]) {
      const match = waiter.pattern.exec(line);
      if (match === null) continue;
      this.waiting.delete(waiter);
      waiter.resolve(match);
    }
  }

  // The match of the first line, past or to come, that fits; an error with the last lines otherwise.
  async waitLine(pattern, ms = 30_000) {
    for (const line of this.lines) {
      const match = pattern.exec(line);
      if (match !== null) return match;
    }
    if (this.result !== null) throw new Error(this.obituary());
    let timer;
    const waiter = { pattern };
    const found = new Promise((resolve, reject) => Object.assign(waiter, { resolve, reject }));
    this.waiting.add(waiter);
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.name} was not ready after ${ms / 1000} s. Its last lines:\n${this.tail()}`)), ms);
    });
    return Promise.race([found, late]).finally(() => {
      clearTimeout(timer);
      this.waiting.delete(waiter);
    });
  }

  tail(count = 12) {
    return this.lines.slice(-count).map((line) => `  ${line}`).join('\n');
  }

  obituary() {
    const { code, signal, error } = this.result;
    if (error !== undefined) return `${this.name} could not be started: ${error.message}`;
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    return `${this.name} ended ${how}. Its last lines:\n${this.tail()}`;
  }

  signal(name) {
    if (this.result === null && this.pid !== undefined) this.child.kill(name);
  }

  // Asks it to stop and waits; after ten seconds it is killed.
  async stop() {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), STOP_MS);
    const result = await this.ended;
    clearTimeout(timer);
    return result;
  }

  async kill() {
    this.signal('SIGKILL');
    return this.ended;
  }
}

// Runs a program to its end: {code, signal, stdout, stderr}.
export async function run(command, args, { env = {}, cwd, ms = 120_000, stdio } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: stdio ?? ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name]?.setEncoding('utf8').on('data', (piece) => { texts[name] += piece; });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { code, signal, ...texts };
}

// A port of 127.0.0.1 that nobody listens on: the wished one, or any. Null when the wished one is taken.
export async function freePort(wished = 0) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (['EADDRINUSE', 'EACCES'].includes(error.code) ? resolve(null) : reject(error)));
    server.listen(wished, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
