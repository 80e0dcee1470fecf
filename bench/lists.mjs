// How long the lists of each screen of decisions take with 500 tenants and 5,000 contacts in one organization: in the store alone,
// and over HTTP from the program that is shipped, with data that its own syncs made.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { until } from '../tools/drive/api.mjs';
import { connectMicrosoft, withAccess } from '../tools/drive/demo_steps.mjs';
import { LARGE, documentLarge, worldOptions } from '../tools/drive/large_company.mjs';
import { Postgres } from '../tools/drive/postgres.mjs';
import { run } from '../tools/drive/processes.mjs';
import { Stage } from '../tools/drive/stage.mjs';

const LIMIT_MS = 300;
const TENANTS = 500;
const USERS = 6;
const PEOPLE = 5000;
const DOCUMENTED = 150;  // organizations of small tenants
const MATCHED = 50;  // of the others
const TIMES = 15;
const SYNC_MS = 10 * 60_000;
const MORE_PAGES = 8;

const { values } = parseArgs({ options: { bin: { type: 'string', default: resolve(import.meta.dirname, '../build/release/bin') },
  tenants: { type: 'string', default: String(TENANTS) }, people: { type: 'string', default: String(PEOPLE) },
  postgresql: { type: 'boolean', default: false } } });
const tenants = Number(values.tenants);
const people = Number(values.people);
const report = [];
let reevePid;

async function inStore() {
  const { code, stdout, stderr } = await run(join(values.bin, 'bench_lists'), [String(people)], { ms: 300_000 });
  if (code !== 0) throw new Error(`bench_lists failed: ${stdout} ${stderr}`);
  for (const [line, what, median] of stdout.matchAll(/^(.*): (\d+) ms.*$/gm)) {
    console.log(`in the store, ${line}`);
    report.push({ what, median: Number(median) });
  }
}

// User and system time of Reeve in milliseconds: fields 14 and 15 of proc(5) stat, in hundredths of a second. A busy machine adds
// to the time of an answer, not to this.
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

// Asks so often; the median, the time that 95 of 100 stay below, and the processor's time of one.
async function measure(api, what, path) {
  const times = [];
  const before = cpuMs(reevePid);
  let total;
  for (let n = 0; n < TIMES; n++) {
    const begin = performance.now();
    const { meta } = await api.get(path);
    times.push(performance.now() - begin);
    total = meta?.['total-count'];
  }
  const cpu = (cpuMs(reevePid) - before) / TIMES;
  times.sort((a, b) => a - b);
  const median = times[Math.floor(TIMES / 2)];
  const p95 = times[Math.ceil(TIMES * 0.95) - 1];
  console.log(`${what}: median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, processor ${cpu.toFixed(0)} ms${total === undefined ? '' : `, ${total} rows`}`);
  report.push({ what, median });
}

const idle = (api) => until('the runs to end', async () => {
  const { queued, syncing } = (await api.get('/api/status')).data.attributes.runs;
  return queued + syncing === 0;
}, { ms: SYNC_MS });
const customers = async (api) => (await api.all('/api/tenants')).filter((one) => !one.attributes.own);
const page = 'page[size]=50';

async function matching(api) {
  for (const tab of ['unmatched', 'suggested', 'matched', 'ignored']) await measure(api, `matching, ${tab}`, `/api/tenants?filter[match]=${tab}&sort=name&${page}`);
  await measure(api, 'matching, search', `/api/tenants?filter[match]=unmatched&filter[search]=an&sort=name&${page}`);
  await measure(api, 'matching, search of organizations', `/api/organizations?filter[search]=an&${page}`);
  const open = (await customers(api)).find((one) => one.attributes['organization-id'] === null);
  await measure(api, 'matching, suggestions of a tenant', `/api/tenants/${open.id}/suggestions`);
}

async function preview(api, tenant, when) {
  const rows = `/api/tenants/${tenant}/preview_rows?${page}`;
  await measure(api, `preview ${when}, counts`, `/api/tenants/${tenant}/preview`);
  await measure(api, `preview ${when}, rows`, rows);
  await measure(api, `preview ${when}, page ${MORE_PAGES}`, `${rows}&page[number]=${MORE_PAGES}`);
  await measure(api, `preview ${when}, unclear`, `${rows}&filter[outcome]=unclear`);
  await measure(api, `preview ${when}, search`, `${rows}&filter[search]=abel`);
}

async function reviews(api) {
  const open = `/api/reviews?filter[state]=open&${page}`;
  await measure(api, 'reviews', `${open}&sort=-created_at`);
  await measure(api, 'reviews, unclear matches', `${open}&filter[kind]=unclear_match`);
  await measure(api, 'reviews, by tenant', `${open}&sort=tenant`);
  await measure(api, 'counts in the navigation', '/api/status');
  const { data } = await api.get(`${open}&filter[kind]=unclear_match`);
  await measure(api, 'a review, both sides', `/api/reviews/${data[0].id}/sides`);
}

async function compare(api, organization) {
  const whole = `/api/organizations/${organization}/compare?${page}`;
  await measure(api, 'compare, differences', `${whole}&filter[state]=differs`);
  await measure(api, 'compare, all fields', whole);
  await measure(api, `compare, page ${MORE_PAGES} of all fields`, `${whole}&page[number]=${MORE_PAGES}`);
  await measure(api, 'compare, kept', `${whole}&filter[state]=kept`);
  await measure(api, 'compare, titles', `${whole}&filter[state]=differs&filter[field]=title`);
  await measure(api, 'compare, search', `${whole}&filter[state]=differs&filter[search]=abel`);
  const { data } = await api.get(`${whole}&filter[state]=differs`);
  await measure(api, 'compare, one contact', `/api/contacts/${data[0].attributes['asset-id']}/compare`);
}

async function historyAndUndo(api, tenant, organization) {
  const { data: [made] } = await api.get(`/api/runs?filter[tenant-id]=${tenant}&sort=-id&page[size]=1`);
  const { data: [contact] } = await api.get(`/api/contacts?filter[organization-id]=${organization}&filter[linked]=true&page[size]=1`);
  await measure(api, 'runs', `/api/runs?${page}`);
  await measure(api, 'events of the large sync', `/api/runs/${made.id}/relationships/events?sort=id&${page}`);
  await measure(api, 'its undo, effect', `/api/runs/${made.id}/undo`);
  await measure(api, 'history of a contact', `/api/contacts/${contact.id}/changes?page[size]=200`);
  await measure(api, 'undo of a contact, effect', `/api/contacts/${contact.id}/undo`);
}

async function mergeAndSplit(api, organization) {
  const search = '/api/contacts?filter[search]=abel&page[size]=9';
  await measure(api, 'contacts', `/api/contacts?filter[organization-id]=${organization}&${page}`);
  await measure(api, 'contacts, search', `/api/contacts?filter[organization-id]=${organization}&filter[search]=abel&${page}`);
  await measure(api, 'merge, whom with', `${search}&filter[organization-id]=${organization}`);
  const { data: [contact] } = await api.get(search);
  await measure(api, 'split, what from', `/api/contacts/${contact.id}/merges`);
}

// Some small tenants matched, so that no list is empty; the large one is Held, its first sync not accepted.
async function fill(stage, api) {
  const organization = await documentLarge(api, people);
  const { organizations } = await (await fetch(`${stage.cloudUrl}/_control/documentation`)).json();
  for (const { contacts: _, ...attributes } of organizations.filter((one) => one.name !== LARGE).slice(0, DOCUMENTED)) {
    await api.post('/api/organizations', 'organizations', attributes);
  }
  await connectMicrosoft(stage, api);
  await idle(api);
  const all = await customers(api);
  const large = all.find((one) => one.attributes.name === LARGE);
  if (Number(large.attributes['organization-id']) !== Number(organization)) {
    await api.post(`/api/tenants/${large.id}/match`, 'tenants', { 'organization-id': Number(organization) });
  }
  const small = all.filter((one) => one.id !== large.id && one.attributes['organization-id'] === null);
  for (const one of small.slice(0, MATCHED)) await api.post(`/api/tenants/${one.id}/match`, 'tenants', { action: 'create', confirmed: true });
  for (const one of small.slice(-10)) await api.post(`/api/tenants/${one.id}/match`, 'tenants', { action: 'ignore' });
  await idle(api);
  return { organization, large: large.id };
}

async function overHttp(folder, database) {
  const stage = new Stage({ folder, bin: values.bin, port: 18_080, cloudPort: 0, say: (text) => process.stderr.write(`${text}\n`),
    world: worldOptions({ folder, tenants, users: USERS, people }), ...(database && { database }) });
  await stage.start();
  reevePid = stage.processes.find((one) => one.name === 'reeve').pid;
  try {
    await withAccess(stage, async (api) => {
      const { organization, large } = await fill(stage, api);
      await matching(api);
      await preview(api, large, 'before the first sync');
      await api.post('/api/tenants/accept_first_sync', 'tenants', {});
      await idle(api);
      await preview(api, large, 'later');
      await reviews(api);
      await compare(api, organization);
      await historyAndUndo(api, large, organization);
      await mergeAndSplit(api, organization);
    });
  } finally {
    await stage.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'reeve-lists-'));
const postgres = values.postgresql ? await Postgres.start() : null;
try {
  await inStore();
  await overHttp(folder, postgres && await postgres.create('lists'));
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}
const late = report.filter((one) => one.median > LIMIT_MS);
const slowest = report.reduce((a, b) => (a.median > b.median ? a : b));
console.log(`lists: ${slowest.median.toFixed(0)} ms the slowest (${slowest.what}); limit ${LIMIT_MS} ms${late.length === 0 ? '' : ` - OVER: ${late.map((one) => one.what).join('; ')}`}`);
process.exit(late.length === 0 ? 0 : 1);
