// Debian's Chromium, for which Microsoft's host names lead to the simulated cloud; every page in it is watched for errors.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium } from 'playwright-core';

import { HOSTS } from './certificate.mjs';

const STEP_MS = 20_000;
const ASKED = ['localhost', HOSTS[0]];
export const SIZE = { width: 1280, height: 800 };

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function program() {
  const names = process.env.PATH.split(delimiter).flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => join(folder, name)));
  const found = process.env.CHROMIUM ?? names.find(isProgram);
  if (found === undefined) throw new Error('Chromium is not installed: run script/setup, or name it in CHROMIUM.');
  return found;
}

export class Browser {
  static async start(scene) {
    const browser = new Browser();
    const rules = [...HOSTS.map((host) => `MAP ${host}:443 127.0.0.1:${scene.cloudPort}`), 'MAP * ~NOTFOUND', 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1'].join(',');
    browser.chromium = await chromium.launch({
      executablePath: program(), timeout: STEP_MS,
      args: [`--host-resolver-rules=${rules}`, `--ignore-certificate-errors-spki-list=${scene.certificate.spki}`,
        '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
    });
    browser.base = scene.url;
    return browser;
  }

  // A browser of another person: its own cookies, its own page.
  async visitor({ colorScheme = 'light' } = {}) {
    const context = await this.chromium.newContext({ viewport: SIZE, colorScheme, baseURL: this.base, locale: 'en-US',
      timezoneId: 'Europe/Berlin', acceptDownloads: false });
    context.setDefaultTimeout(STEP_MS);
    context.setDefaultNavigationTimeout(STEP_MS);
    const page = await context.newPage();
    page.troubles = watch(page);
    return page;
  }

  async close() { await this.chromium.close(); }
}

// What the console says of errors (breaches of the content security policy come there too), and any
// request to a foreign host. That nobody is signed in (401 for the session) is an answer like others, but Chromium logs it; `allowed`
// takes patterns of what a test provokes on purpose.
function watch(page) {
  const troubles = { seen: [], allowed: [/status of 401.*\/api\/session$/] };
  const note = (text) => {
    if (!troubles.allowed.some((pattern) => pattern.test(text))) troubles.seen.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.startsWith(`https://${HOSTS[0]}/`)) note(`${message.text()} at ${message.location().url}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !ASKED.includes(hostname)) note(`asks a foreign host: ${request.url()}`);
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
  page.on('crash', () => note('the page crashed'));
  return troubles;
}
