// The stage of the client tests: a CA made on the spot, reeve-cloud with TLS, and the doors to it.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@microsoft/microsoft-graph-client';

const here = dirname(fileURLToPath(import.meta.url));
export const REDIRECT = 'http://localhost:8080/microsoft/callback';
const READY_MS = 30_000;
const HOSTS = ['login.microsoftonline.com', 'graph.microsoft.com', 'api.partnercenter.microsoft.com', 'localhost'];

function makeCertificates(folder) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const names = [...HOSTS.map((host) => `DNS:${host}`), 'IP:127.0.0.1'].join(',');
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=reeve-cloud test CA', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'server.ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`);
  openssl('x509', '-req', '-days', '2', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'server.ext', '-out', 'server.pem');
}

// Node reads NODE_EXTRA_CA_CERTS only when it starts, so the test file runs once more with it.
export function trustOwnAuthority(testFile) {
  if (process.env.REEVE_CLOUD_CERTIFICATES) return;
  const folder = mkdtempSync(join(tmpdir(), 'reeve-cloud-'));
  let status = 1;
  try {
    makeCertificates(folder);
    const again = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(testFile)], {
      stdio: 'inherit',
      env: { ...process.env, REEVE_CLOUD_CERTIFICATES: folder, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    });
    status = again.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(status);
}

function program() {
  const path = process.env.REEVE_CLOUD ?? resolve(here, '../../build/release/bin/reeve-cloud');
  if (!existsSync(path)) throw new Error(`${path} is not built. Build the target reeve-cloud or name it in REEVE_CLOUD.`);
  return path;
}

export class Scene {
  static async start(...words) {
    const folder = process.env.REEVE_CLOUD_CERTIFICATES;
    const child = spawn(program(), ['--listen', '127.0.0.1:0', '--tls', join(folder, 'server.pem'), join(folder, 'server.key'),
      '--seed', '7', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    const scene = new Scene(child, await Scene.#port(child));
    scene.world = await scene.control('GET', 'world');
    return scene;
  }

  static #port(child) {
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('reeve-cloud did not get ready.')), READY_MS);
      child.once('exit', (code) => fail(new Error(`reeve-cloud ended with ${code} before it was ready.`)));
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(late);
        done(Number(/listens on https:\/\/127\.0\.0\.1:(\d+)$/.exec(line)[1]));
      });
    });
  }

  constructor(child, port) {
    this.child = child;
    this.port = port;
    this.url = `https://localhost:${port}`;
  }

  async stop() {
    const ended = new Promise((done) => this.child.once('exit', (code) => done(code)));
    this.child.kill('SIGTERM');
    return ended;
  }

  async control(method, path, body) {
    const response = await fetch(`${this.url}/_control/${path}`, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control/${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  get partner() { return this.world.partner; }
  get customer() { return this.world.customers[0]; }

  // One HTTPS request under the real host name, led to the simulator as a hosts file would.
  request(url, { method = 'GET', headers = {}, body } = {}) {
    const { hostname, pathname, search } = new URL(url);
    return new Promise((done, fail) => {
      const asked = https.request({ host: '127.0.0.1', port: this.port, servername: hostname, path: pathname + search, method,
        headers: { ...headers, Host: hostname, ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}) } }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => done({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
      });
      asked.on('error', fail);
      asked.end(body);
    });
  }

  // MSAL's own extension point: how it sends its requests.
  get networkClient() {
    const send = async (url, method, options) => {
      const answer = await this.request(url, { method, headers: options?.headers, body: options?.body });
      return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
    };
    return {
      sendGetRequestAsync: (url, options) => send(url, 'GET', options),
      sendPostRequestAsync: (url, options) => send(url, 'POST', options),
    };
  }

  // What a person does in the browser: signs in, consents, and is sent back with a code.
  async signIn(authorizeUrl, { accept = true, account = this.partner.serviceAccount } = {}) {
    const post = (fields) => this.request(authorizeUrl, { method: 'POST', body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    let page = await post({ login: account.userPrincipalName, passwd: account.password });
    if (page.status === 200) {
      const ticket = /name="ticket" value="([^"]+)"/.exec(page.text)[1];
      page = await post({ ticket, consent: accept ? 'accept' : 'cancel' });
    }
    return new URL(page.headers.location).searchParams;
  }
}

export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

// A Graph client of the application in one tenant; it sends its token only to Microsoft's hosts and to those named as custom ones.
export function clientFor(scene, tenant, { keep = false } = {}) {
  const fresh = async () => {
    const response = await fetch(`${scene.url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({
      client_id: scene.partner.applicationId, client_secret: scene.partner.clientSecret,
      grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' }) });
    return (await response.json()).access_token;
  };
  let kept;
  const token = () => (keep ? kept ??= fresh() : fresh());
  return Client.initWithMiddleware({ baseUrl: scene.url, customHosts: new Set(['localhost']), authProvider: { getAccessToken: token } });
}
