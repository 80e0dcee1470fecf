// One company with thousands of people among many small ones: its directory as a world file of reeve-cloud, and what people had
// documented of it, partly otherwise, partly so that a sync must ask.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const LARGE = 'Zzyzx Archive';
const DOMAIN = 'zzyzx.example';
const AT_ONCE = 1000;
// Of a hundred people so many are documented with their address, with another title, by nothing but a name that two contacts have.
const DOCUMENTED = 50;
const OTHER_TITLE = 20;
const TWICE = 5;
const TITLES = ['Archivist', 'Clerk', 'Conservator', 'Curator', 'Driver', 'Librarian', 'Porter', 'Registrar'];
const FIRST = ['Ada', 'Bela', 'Cleo', 'Dario', 'Edda', 'Falk', 'Greta', 'Hugo', 'Ilka', 'Jonas', 'Kira', 'Levin', 'Mina', 'Nils', 'Oda', 'Pavel', 'Rosa', 'Sven', 'Thea', 'Udo'];
const LAST = ['Abel', 'Brandt', 'Castel', 'Dorn', 'Engel', 'Falke', 'Gruber', 'Hain', 'Imhof', 'Jung', 'Koller', 'Lang', 'Maurer', 'Nagel', 'Orth', 'Pohl', 'Riedel', 'Sander', 'Thoma', 'Ulrich', 'Vogt', 'Weber', 'Zeller', 'Zorn', 'Zwick'];

// Every person has a name of his own: the number stands behind it where the names are used up.
function person(n) {
  const first = FIRST[n % FIRST.length];
  const round = Math.floor(n / (FIRST.length * LAST.length));
  const last = `${LAST[Math.floor(n / FIRST.length) % LAST.length]}${round === 0 ? '' : `-${LAST[round % LAST.length]}${round < LAST.length ? '' : round}`}`;
  return { first, last, address: `${first}.${last}@${DOMAIN}`.toLowerCase(), title: TITLES[n % TITLES.length] };
}

// Gives the options of reeve-cloud: `tenants` in all, the large company among them.
export function worldOptions({ folder, tenants, users, people, seed = '7' }) {
  const rows = Array.from({ length: people }, (_, n) => {
    const { first, last, address, title } = person(n);
    return `[[tenant.users]]\nuserPrincipalName = "${address}"\ndisplayName = "${first} ${last}"\ngivenName = "${first}"\nsurname = "${last}"\n`
      + `jobTitle = "${title}"\nlicenses = ["SPB"]\nbusinessPhones = ["+49 30 ${5_550_000 + n}"]\n`;
  });
  const file = join(folder, 'large.toml');
  writeFileSync(file, `[[tenant]]\ndisplayName = "${LARGE}"\ndomains = [{ name = "${DOMAIN}", default = true }]\n`
    + `subscriptions = [{ sku = "SPB", enabled = ${people} }]\n\n${rows.join('\n')}`);
  return ['--tenants', String(tenants - 1), '--users', String(users), '--seed', seed, '--world', file];
}

function contactsOf(n) {
  const { first, last, address, title } = person(n);
  const name = { 'first-name': first, 'last-name': last };
  if (n % 100 < DOCUMENTED) {
    return [{ ...name, title: n % 100 < OTHER_TITLE ? `${title} (part time)` : title, 'contact-emails': [{ value: address, primary: true }] }];
  }
  return n % 100 < DOCUMENTED + TWICE ? [name, { ...name, notes: 'Second floor' }] : [];
}

// The organization with the contacts that people wrote; gives its id.
export async function documentLarge(api, people) {
  const { data } = await api.post('/api/organizations', 'organizations', { name: LARGE });
  const contacts = Array.from({ length: people }, (_, n) => contactsOf(n)).flat();
  for (let from = 0; from < contacts.length; from += AT_ONCE) {
    await api.call('POST', `/api/organizations/${data.id}/relationships/contacts`,
      { data: contacts.slice(from, from + AT_ONCE).map((attributes) => ({ type: 'contacts', attributes })) });
  }
  return data.id;
}
