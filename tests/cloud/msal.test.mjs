// @azure/msal-node, unmodified, under Microsoft's real host names over TLS.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ConfidentialClientApplication, InteractionRequiredAuthError, ServerError } from '@azure/msal-node';
import { makeCertificate } from './assertion.mjs';
import { claimsOf, pkce, REDIRECT, Scene, trustOwnAuthority } from './scene.mjs';

trustOwnAuthority(import.meta.url);

const GRAPH = ['https://graph.microsoft.com/.default'];
let scene;
before(async () => { scene = await Scene.start('--tenants', '3', '--users', '20'); });
after(async () => { assert.equal(await scene.stop(), 0); });

function client(tenant, { secret = scene.partner.clientSecret, auth = {} } = {}) {
  return new ConfidentialClientApplication({
    auth: { clientId: scene.partner.applicationId, authority: `https://login.microsoftonline.com/${tenant}`,
      ...(auth.clientCertificate ? {} : { clientSecret: secret }), ...auth },
    system: { networkClient: scene.networkClient },
  });
}

async function signedIn(app, scopes = GRAPH) {
  const { verifier, challenge } = pkce();
  const url = await app.getAuthCodeUrl({ scopes, redirectUri: REDIRECT, state: 'my state',
    codeChallenge: challenge, codeChallengeMethod: 'S256' });
  const sent = await scene.signIn(url);
  assert.equal(sent.get('state'), 'my state');
  return { code: sent.get('code'), verifier };
}

const refreshTokenOf = (app) => Object.values(JSON.parse(app.getTokenCache().serialize()).RefreshToken)[0].secret;

test('authorization code with PKCE, then silently from the cache', async () => {
  const app = client(scene.partner.tenantId);
  const { code, verifier } = await signedIn(app);
  const result = await app.acquireTokenByCode({ code, codeVerifier: verifier, scopes: GRAPH, redirectUri: REDIRECT });
  assert.equal(result.tenantId, scene.partner.tenantId);
  assert.equal(result.account.username, scene.partner.serviceAccount.userPrincipalName);
  assert.equal(claimsOf(result.idToken).amr, undefined);
  assert.ok(claimsOf(result.accessToken).scp.includes('Directory.Read.All'));
  const again = await app.acquireTokenSilent({ scopes: GRAPH, account: result.account });
  assert.equal(again.fromCache, true);
  const fresh = await app.acquireTokenSilent({ scopes: GRAPH, account: result.account, forceRefresh: true });
  assert.notEqual(fresh.accessToken, result.accessToken);
});

test('a wrong PKCE verifier is refused', async () => {
  const app = client(scene.partner.tenantId);
  const { code } = await signedIn(app);
  await assert.rejects(app.acquireTokenByCode({ code, codeVerifier: pkce().verifier, scopes: GRAPH, redirectUri: REDIRECT }),
    (error) => error.errorCode === 'invalid_grant' && /AADSTS501481/.test(error.errorMessage));
});

test('declining the consent comes back as access_denied', async () => {
  const url = await client(scene.partner.tenantId).getAuthCodeUrl({ scopes: GRAPH, redirectUri: REDIRECT, prompt: 'consent' });
  assert.equal((await scene.signIn(url, { accept: false })).get('error'), 'access_denied');
});

test('client secret: an application token for every customer', async () => {
  for (const customer of scene.world.customers) {
    const result = await client(customer.tenantId).acquireTokenByClientCredential({ scopes: GRAPH });
    const claims = claimsOf(result.accessToken);
    assert.equal(claims.tid, customer.tenantId);
    assert.ok(claims.roles.includes('User.Read.All'));
    const seconds = (result.expiresOn - Date.now()) / 1000;
    assert.ok(seconds > 3500 && seconds <= 5400, `${seconds} s`);
  }
});

test('one refresh token of the partner opens every customer', async () => {
  const home = client(scene.partner.tenantId);
  const { code, verifier } = await signedIn(home);
  await home.acquireTokenByCode({ code, codeVerifier: verifier, scopes: GRAPH, redirectUri: REDIRECT });
  const refreshToken = refreshTokenOf(home);
  for (const customer of scene.world.customers) {
    const result = await client(customer.tenantId).acquireTokenByRefreshToken({ refreshToken, scopes: GRAPH });
    assert.equal(claimsOf(result.accessToken).tid, customer.tenantId);
  }
  const partnerCenter = await home.acquireTokenByRefreshToken({ refreshToken, scopes: ['https://api.partnercenter.microsoft.com/.default'] });
  assert.equal(claimsOf(partnerCenter.accessToken).aud, 'https://api.partnercenter.microsoft.com');
});

test('a certificate proves the application, RS256 or PS256', async () => {
  const { certificate, privateKey, der } = makeCertificate();
  const auth = { clientCertificate: { privateKey, thumbprintSha256: createHash('sha256').update(der).digest('hex') } };
  const app = () => client(scene.customer.tenantId, { auth });
  await assert.rejects(app().acquireTokenByClientCredential({ scopes: GRAPH }), /AADSTS700027/);
  await scene.control('POST', 'application/certificate', { value: certificate });
  const result = await app().acquireTokenByClientCredential({ scopes: GRAPH });
  assert.equal(claimsOf(result.accessToken).appidacr, '2');
});

test('a wrong secret is a ServerError invalid_client', async () => {
  await assert.rejects(client(scene.customer.tenantId, { secret: 'wrong' }).acquireTokenByClientCredential({ scopes: GRAPH }),
    (error) => error instanceof ServerError && error.errorCode === 'invalid_client' && /AADSTS7000215/.test(error.errorMessage));
});

test('what a person must mend is an InteractionRequiredAuthError', async () => {
  const home = client(scene.partner.tenantId);
  const { code, verifier } = await signedIn(home);
  await home.acquireTokenByCode({ code, codeVerifier: verifier, scopes: GRAPH, redirectUri: REDIRECT });
  const refreshToken = refreshTokenOf(home);
  for (const [kind, number] of [['no-consent', 65001], ['mfa-required', 50076]]) {
    await scene.control('POST', 'faults', { kind, tenant: scene.customer.tenantId });
    await assert.rejects(client(scene.customer.tenantId).acquireTokenByRefreshToken({ refreshToken, scopes: GRAPH }),
      (error) => error instanceof InteractionRequiredAuthError && error.message.includes(`AADSTS${number}`));
    await scene.control('DELETE', 'faults');
  }
});

test('an authority that MSAL does not know, trusted by its name', async () => {
  const app = new ConfidentialClientApplication({
    auth: { clientId: scene.partner.applicationId, clientSecret: scene.partner.clientSecret,
      authority: `${scene.url}/${scene.customer.tenantId}`, knownAuthorities: [`localhost:${scene.port}`] },
  });
  const result = await app.acquireTokenByClientCredential({ scopes: GRAPH });
  assert.equal(claimsOf(result.accessToken).tid, scene.customer.tenantId);
});
