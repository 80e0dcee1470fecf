// A client assertion with exactly the members of the published one, signed with a certificate made on the spot.
import { execFileSync } from 'node:child_process';
import { createHash, constants, randomUUID, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MINUTES = 60;

export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-cloud-certificate-'));
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=app',
      '-keyout', 'app.key', '-out', 'app.pem'], { cwd: folder, stdio: 'pipe' });
    const certificate = readFileSync(join(folder, 'app.pem'), 'utf8');
    return { certificate, privateKey: readFileSync(join(folder, 'app.key'), 'utf8'), der: new X509Certificate(certificate).raw };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// Source of the form: microsoft-cloud.md A.7 (certificate-credentials.md, 2025-01).
export async function assertionLike(caller, example) {
  const { header, payload } = JSON.parse(example);
  const { certificate, privateKey, der } = makeCertificate();
  await caller.scene.control('POST', 'application/certificate', { value: certificate });
  const now = Math.floor(Date.now() / 1000);
  const id = caller.scene.partner.applicationId;
  const values = { alg: 'PS256', typ: 'JWT', 'x5t#S256': createHash('sha256').update(der).digest('base64url'),
    aud: `https://login.microsoftonline.com/${caller.of.tenant}/oauth2/v2.0/token`, exp: now + 10 * MINUTES, nbf: now, iss: id, sub: id, jti: randomUUID() };
  const filled = (object) => encode(Object.fromEntries(Object.keys(object).map((name) => [name, values[name]])));
  const text = `${filled(header)}.${filled(payload)}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  // The audience names Microsoft's host, so that the question goes there.
  const answer = await caller.scene.request(values.aud, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({
    client_id: id, grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: `${text}.${signature.toString('base64url')}` }).toString() });
  return { ...answer, headers: new Headers(), json: JSON.parse(answer.text) };
}
