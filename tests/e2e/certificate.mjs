// A certificate authority made on the spot, and the one certificate under which the simulated cloud is Microsoft's hosts.
import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../../tools/drive/processes.mjs';

export const HOSTS = ['login.microsoftonline.com', 'graph.microsoft.com', 'api.partnercenter.microsoft.com'];
const DAYS = '2';

async function openssl(...args) {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr.trim()}`);
}

const newKey = (file) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file];

// Gives {ca, certificate, key}: files in the folder; {authority, spki}: the CA's text, and the hash
// of the leaf's public key by which Chromium is told to trust it.
export async function makeCertificate(folder) {
  const file = (name) => join(folder, name);
  const made = { ca: file('ca.pem'), certificate: file('cloud.pem'), key: file('cloud.key') };
  await openssl('req', '-x509', ...newKey(file('ca.key')), '-out', made.ca, '-days', DAYS, '-subj', '/CN=Reeve test authority',
    '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  await openssl('req', ...newKey(made.key), '-out', file('cloud.csr'), '-subj', `/CN=${HOSTS[0]}`);
  const names = [...HOSTS.map((host) => `DNS:${host}`), 'IP:127.0.0.1'].join(',');
  writeFileSync(file('leaf.cnf'), `subjectAltName=${names}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n`);
  await openssl('x509', '-req', '-in', file('cloud.csr'), '-CA', made.ca, '-CAkey', file('ca.key'), '-CAcreateserial',
    '-days', DAYS, '-extfile', file('leaf.cnf'), '-out', made.certificate);
  const { publicKey } = new X509Certificate(readFileSync(made.certificate));
  made.spki = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  made.authority = readFileSync(made.ca, 'utf8');
  return made;
}
