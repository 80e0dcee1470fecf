// What @azure/msal-node, unmodified, makes of each refusal: its error classes, over TLS under Microsoft's host names.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { AuthError, ConfidentialClientApplication, InteractionRequiredAuthError, ServerError } from '@azure/msal-node';
import { makeCertificate } from './assertion.mjs';
import { claimsOf, pkce, REDIRECT, Scene, trustOwnAuthority } from './scene.mjs';

trustOwnAuthority(import.meta.url);

const GRAPH = ['https://graph.microsoft.com/.default'];
const UNKNOWN = '12345678-1234-1234-1234-123456789012';
let scene;
before(async () => { scene = await Scene.start('--tenants', '2', '--users', '20'); });
after(async () => { assert.equal(await scene.stop(), 0); });

const client = (tenant, proof = { clientSecret: scene.partner.clientSecret }) => new ConfidentialClientApplication({
  auth: { clientId: scene.partner.applicationId, authority: `https://login.microsoftonline.com/${tenant}`, ...proof },
  system: { networkClient: scene.networkClient } });
const byCredential = (tenant, proof) => client(tenant, proof).acquireTokenByClientCredential({ scopes: GRAPH });

async function signedIn(app, more = {}) {
  const { verifier, challenge } = pkce();
  const url = await app.getAuthCodeUrl({ scopes: GRAPH, redirectUri: REDIRECT, codeChallenge: challenge, codeChallengeMethod: 'S256', ...more });
  return { code: (await scene.signIn(url)).get('code'), codeVerifier: verifier, scopes: GRAPH, redirectUri: REDIRECT };
}

async function refreshToken() {
  const home = client(scene.partner.tenantId);
  await home.acquireTokenByCode(await signedIn(home));
  return Object.values(JSON.parse(home.getTokenCache().serialize()).RefreshToken)[0].secret;
}

const is = (kind, code, number) => (error) => error instanceof kind && error instanceof AuthError && error.errorCode === code
  && error.message.includes(`AADSTS${number}:`) && error.correlationId !== '';

async function struck(fault, act) {
  await scene.control('POST', 'faults', { tenant: scene.customer.tenantId, ...fault });
  try { await act(); } finally { await scene.control('DELETE', 'faults'); }
}

// Of the application itself.
for (const [kind, code, number] of [
  ['refuse-secret', 'invalid_client', 7000215],
  ['secret-expired', 'invalid_client', 7000222],
  ['no-consent', 'unauthorized_client', 700016],
]) {
  test(`an application that meets ${kind} gets a ServerError ${code}`, async () => {
    await struck({ kind }, () => assert.rejects(byCredential(scene.customer.tenantId), is(ServerError, code, number)));
    assert.ok((await byCredential(scene.customer.tenantId)).accessToken);
  });
}

// Of a person: what MSAL hands to the page that asks the person to sign in again, and what it does not.
for (const [kind, type, number] of [
  ['mfa-required', InteractionRequiredAuthError, 50076],
  ['no-consent', InteractionRequiredAuthError, 65001],
  ['grant-revoked', InteractionRequiredAuthError, 50173],
  ['no-relationship', ServerError, 50020],
  ['conditional-access', ServerError, 53003],
]) {
  test(`a person who meets ${kind} gets ${type.name} AADSTS${number}`, async () => {
    const token = await refreshToken();
    const ask = () => client(scene.customer.tenantId).acquireTokenByRefreshToken({ refreshToken: token, scopes: GRAPH });
    await struck({ kind }, () => assert.rejects(ask(), is(type, 'invalid_grant', number)));
    assert.equal(claimsOf((await ask()).accessToken).tid, scene.customer.tenantId);
  });
}

test('a revoked person must sign in again', async () => {
  const token = await refreshToken();
  await scene.control('POST', 'clock', { advance: 'PT1M' });
  await scene.control('POST', `tenants/${scene.partner.tenantId}/users/${scene.partner.serviceAccount.userPrincipalName}/revoke`);
  await assert.rejects(client(scene.customer.tenantId).acquireTokenByRefreshToken({ refreshToken: token, scopes: GRAPH }),
    is(InteractionRequiredAuthError, 'invalid_grant', 50173));
});

test('a code that was used is refused', async () => {
  const app = client(scene.partner.tenantId);
  const sent = await signedIn(app, { nonce: 'once' });
  const result = await app.acquireTokenByCode({ ...sent, nonce: 'once' });  // MSAL compares it with the id token's
  assert.equal(result.idTokenClaims.nonce, 'once');
  await assert.rejects(client(scene.partner.tenantId).acquireTokenByCode(sent), is(ServerError, 'invalid_grant', 54005));
});

test('a tenant that does not exist is a ServerError invalid_request', async () => {
  await assert.rejects(byCredential(UNKNOWN), is(ServerError, 'invalid_request', 90002));
});

test('a certificate with the thumbprint of SHA-1 signs RS256, one of SHA-256 signs PS256', async () => {
  const { certificate, privateKey, der } = makeCertificate();
  await scene.control('POST', 'application/certificate', { value: certificate });
  for (const [member, digest] of [['thumbprint', 'sha1'], ['thumbprintSha256', 'sha256']]) {
    const proof = { clientCertificate: { privateKey, [member]: createHash(digest).update(der).digest('hex') } };
    assert.equal(claimsOf((await byCredential(scene.customer.tenantId, proof)).accessToken).appidacr, '2');
  }
});

test('tokens are cached per tenant, and renewed when asked for', async () => {
  const app = client(scene.customer.tenantId);
  const first = await app.acquireTokenByClientCredential({ scopes: GRAPH });
  assert.equal(first.fromCache, false);
  assert.equal((await app.acquireTokenByClientCredential({ scopes: GRAPH })).fromCache, true);
  const renewed = await app.acquireTokenByClientCredential({ scopes: GRAPH, skipCache: true });
  assert.notEqual(renewed.accessToken, first.accessToken);
  assert.notEqual((await byCredential(scene.world.customers[1].tenantId)).accessToken, first.accessToken);
});
