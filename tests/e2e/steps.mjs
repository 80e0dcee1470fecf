// What a person does in Reeve, step by step, each ending when the page shows that it is done.
import { approve, signIn } from './microsoft.mjs';

const DISCOVERY_MS = 60_000;
const SYNC_MS = 90_000;

export const ADMINISTRATOR = { firstName: 'Ada', lastName: 'Reeve', email: 'ada@msp.example', password: 'four calm tenants at noon' };

export const title = (page, name) => page.getByRole('heading', { level: 1, name });
export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const field = (page, label) => page.getByLabel(label, { exact: true });
export const row = (page, text) => page.getByRole('row').filter({ hasText: text });
export const state = (place, kind) => place.locator(`[data-state=${kind}]`);

// A one-time link: name and password, and one is signed in.
export async function useLink(page, link, { firstName, lastName, email, password }) {
  await page.goto(link);
  await field(page, 'First name').fill(firstName);
  await field(page, 'Last name').fill(lastName);
  if (await field(page, 'E-mail').isEditable()) await field(page, 'E-mail').fill(email);
  await field(page, 'Password').fill(password);
  await button(page, 'Sign in').click();
  await title(page, 'Home').waitFor();
}

export async function logIn(page, { email, password }) {
  await page.goto('/login');
  await field(page, 'E-mail').fill(email);
  await field(page, 'Password').fill(password);
  await button(page, 'Sign in').click();
}

// The wizard's questions up to the form: what to connect, how much, and the registration, which exists.
export async function openForm(page, { kind = 'Partner tenant', tier = 'Read-only documentation', proof = 'A client secret' } = {}) {
  await page.goto('/integrations/connect');
  await page.getByRole('radio', { name: kind, exact: true }).click();
  await button(page, 'Next').click();
  await page.getByRole('radio', { name: tier, exact: true }).click();
  await button(page, 'Next').click();
  await field(page, 'Name of the application').waitFor();
  await button(page, 'Next').click();
  await field(page, 'Application (client) ID').waitFor();
  await page.getByRole('radio', { name: proof, exact: true }).click();
}

export async function fillConnection(page, { partner }, { secret = partner.clientSecret, name = 'Partner Center', ...choice } = {}) {
  await openForm(page, choice);
  await field(page, 'Name').fill(name);
  await field(page, 'Application (client) ID').fill(partner.applicationId);
  await field(page, 'Directory (tenant) ID').fill(partner.tenantId);
  await field(page, 'Client secret').fill(secret);
}

// The form of a connection, filled in and sent: ends on Microsoft's sign-in page.
export async function askMicrosoft(page, world, options) {
  await fillConnection(page, world, options);
  await button(page, 'Connect').click();
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
}

export const backAtReeve = (page, scene) =>
  page.waitForURL((url) => url.origin === scene.url && /^\/integrations(\/\d+)?$/.test(url.pathname));

// Through Microsoft's pages and back, until every customer tenant is on the page; gives the connection's id.
export async function connect(page, scene) {
  await askMicrosoft(page, scene.world);
  await signIn(page, scene.world);
  await approve(page);
  await backAtReeve(page, scene);
  const id = new URL(page.url()).pathname.split('/').pop();
  await page.getByText('Partner Center is connected').waitFor();
  for (const { displayName } of scene.world.customers) await row(page, displayName).first().waitFor({ timeout: DISCOVERY_MS });
  return id;
}

// Everything accepted: sure suggestions, the others as new organizations, every first sync; ends when all are OK.
export async function syncEverything(page, scene, connection) {
  await scene.api.post('/api/tenants/match_all', 'tenants', { 'minimum-score': 0.5 });
  for (const tenant of await scene.customers()) {
    if (tenant.attributes['organization-id'] === null) await scene.api.post(`/api/tenants/${tenant.id}/match`, 'tenants', { action: 'create', confirmed: true });
  }
  await acceptFirstSyncs(page, connection, scene.world.customers.length);
  for (const { displayName } of scene.world.customers) await allWell(page, displayName);
}

// Waits until the first syncs of so many tenants are held, and accepts them all by the one button.
export async function acceptFirstSyncs(page, connection, count) {
  await page.goto(`/integrations/${connection}`);
  const accept = page.getByRole('button', { name: new RegExp(`^Accept first sync of ${count} tenants?$`) });
  await accept.waitFor({ timeout: SYNC_MS });
  await accept.click();
}

export const allWell = (page, tenant) => state(row(page, tenant), 'ok').waitFor({ timeout: SYNC_MS });

// A contact that people wrote and Microsoft knows too, with a title in which they differ.
export async function sharedContact(api) {
  for (const { id, attributes } of await api.all('/api/contacts')) {
    const { rows } = (await api.get(`/api/contacts/${id}/microsoft`)).data.attributes;
    const title = rows.find((one) => one.field === 'title' && one.differs);
    if (title?.ours && title.microsoft) return { id, ...attributes, ours: title.ours, microsoft: title.microsoft };
  }
  throw new Error('No contact has a title that differs from Microsoft\'s.');
}
