// What a person does on Microsoft's pages: names an account, its password, and consents.

// As Reeve asks for it, for trying the pages without Reeve.
export function authorizeUrl({ partner }, redirectUri) {
  const url = new URL(`https://login.microsoftonline.com/${partner.tenantId}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: partner.applicationId, response_type: 'code', redirect_uri: redirectUri, response_mode: 'query',
    scope: 'openid profile offline_access https://graph.microsoft.com/User.Read.All', state: 'e2e', prompt: 'consent',
  }).toString();
  return url.href;
}

export async function signIn(page, { partner }, { password = partner.serviceAccount.password } = {}) {
  await page.waitForURL((url) => url.host === 'login.microsoftonline.com');
  await page.locator('input[name=login]').fill(partner.serviceAccount.userPrincipalName);
  await page.locator('input[name=passwd]').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function approve(page) {
  await page.locator('button[name=consent][value=accept]').click();
}
export async function refuse(page) {
  await page.locator('button[name=consent][value=cancel]').click();
}
