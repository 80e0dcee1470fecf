// What the simulated cloud itself costs: CPU time of a full page of users, plain and gzip, and the start of a large world.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { Process } from '../tools/drive/processes.mjs';

const LIMITS = { pageMs: 1, startSeconds: 5, memoryGiB: 2 };
const PAGE = 999;
const WARM_UP = 20;
const REQUESTS = 1000;
const STARTS = 3;
const LARGE = { tenants: 2000, users: 100 };
// What a sync of users selects.
const SELECT = 'id,displayName,givenName,surname,userPrincipalName,mail,proxyAddresses,accountEnabled,userType,assignedLicenses,jobTitle,department,'
  + 'companyName,officeLocation,businessPhones,mobilePhone,city,country,usageLocation,employeeId,onPremisesSyncEnabled,createdDateTime,'
  + 'lastPasswordChangeDateTime';
const KIB_PER_GIB = 1024 * 1024;

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { bin: { type: 'string', default: join(root, 'build/release/bin') } } });
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// One answer, its body only counted: {status, bytes, encoding, text}.
function ask(origin, path, { method = 'GET', headers = {}, body, keep = false } = {}) {
  return new Promise((done, fail) => {
    const request = http.request(`${origin}${path}`, { method, headers, agent }, (response) => {
      const pieces = [];
      let bytes = 0;
      response.on('data', (piece) => {
        bytes += piece.length;
        if (keep) pieces.push(piece);
      });
      response.on('end', () => done({ status: response.statusCode, bytes, encoding: response.headers['content-encoding'],
        text: Buffer.concat(pieces).toString() }));
      response.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}

async function json(origin, path, options) {
  const { status, text } = await ask(origin, path, { ...options, keep: true });
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

async function start(...words) {
  const begin = performance.now();
  const child = new Process({ name: 'reeve-cloud', command: join(values.bin, 'reeve-cloud'),
    args: ['--http', '--listen', '127.0.0.1:0', '--seed', '7', ...words] });
  const [, origin] = await child.waitLine(/listens on (\S+)/, 120_000);
  return { child, origin, seconds: (performance.now() - begin) / 1000 };
}

// User and system time of the whole process in milliseconds: fields 14 and 15 of proc(5) stat, in hundredths of a second.
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function peakGiB(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / KIB_PER_GIB;
}

async function token(origin, { partner }, tenantId) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: partner.applicationId,
    client_secret: partner.clientSecret, scope: 'https://graph.microsoft.com/.default' });
  const answer = await json(origin, `/${tenantId}/oauth2/v2.0/token`,
    { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() });
  return answer.access_token;
}

// The server's CPU time for one page in milliseconds, over many requests for the same page.
async function pageCost(server, headers, path, gzip) {
  const one = async () => {
    const answer = await ask(server.origin, path, { headers: gzip ? { ...headers, 'accept-encoding': 'gzip' } : headers });
    if (answer.status !== 200) throw new Error(`The page answered ${answer.status}.`);
    if ((answer.encoding === 'gzip') !== gzip) throw new Error('The page came in another encoding.');
    return answer.bytes;
  };
  let bytes = 0;
  for (let n = 0; n < WARM_UP; n++) bytes = await one();
  const before = cpuMs(server.child.pid);
  for (let n = 0; n < REQUESTS; n++) await one();
  return { ms: (cpuMs(server.child.pid) - before) / REQUESTS, bytes };
}

async function measurePages() {
  const server = await start('--tenants', '1', '--users', String(2 * PAGE));
  try {
    const world = await json(server.origin, '/_control/world');
    const headers = { authorization: `Bearer ${await token(server.origin, world, world.customers[0].tenantId)}` };
    const path = `/v1.0/users?$select=${SELECT}&$top=${PAGE}`;
    const page = await json(server.origin, path, { headers });
    if (page.value.length !== PAGE) throw new Error(`The page holds ${page.value.length} users.`);
    return { plain: await pageCost(server, headers, path, false), gzip: await pageCost(server, headers, path, true) };
  } finally {
    await server.child.stop();
  }
}

// Lists the users of every tenant once, as a first sync of all would.
async function listAll({ origin }) {
  const world = await json(origin, '/_control/world');
  for (const { tenantId } of world.customers) {
    const headers = { authorization: `Bearer ${await token(origin, world, tenantId)}`, 'accept-encoding': 'gzip' };
    const { status } = await ask(origin, `/v1.0/users?$select=${SELECT}&$top=${PAGE}`, { headers });
    if (status !== 200) throw new Error(`The users of ${tenantId} answered ${status}.`);
  }
}

async function measureStart() {
  const seconds = [];
  const memory = { started: 0, listed: 0 };
  for (let n = 0; n < STARTS; n++) {
    const server = await start('--tenants', String(LARGE.tenants), '--users', String(LARGE.users));
    try {
      seconds.push(server.seconds);
      memory.started = Math.max(memory.started, peakGiB(server.child.pid));
      if (n === 0) {
        await listAll(server);
        memory.listed = peakGiB(server.child.pid);
      }
    } finally {
      await server.child.stop();
    }
  }
  return { seconds: seconds.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)], ...memory };
}

let over = false;
function report(what, value, unit, limit, more = '') {
  const late = value > limit;
  over ||= late;
  console.log(`cloud: ${what}: ${value.toFixed(2)} ${unit}${more}; limit ${limit} ${unit}${late ? ' - OVER' : ''}`);
}

const kb = (bytes) => ` (${Math.round(bytes / 1000)} kB)`;
const pages = await measurePages();
report(`CPU of a page of ${PAGE} users, plain`, pages.plain.ms, 'ms', LIMITS.pageMs, kb(pages.plain.bytes));
report(`CPU of a page of ${PAGE} users, gzip`, pages.gzip.ms, 'ms', LIMITS.pageMs, kb(pages.gzip.bytes));
const large = await measureStart();
const world = `${LARGE.tenants} tenants of ${LARGE.users}`;
report(`start of ${world}`, large.seconds, 's', LIMITS.startSeconds);
report(`peak memory of ${world}, started`, large.started, 'GiB', LIMITS.memoryGiB);
report(`peak memory of ${world}, all users listed`, large.listed, 'GiB', LIMITS.memoryGiB);
agent.destroy();
process.exit(over ? 1 : 0);
