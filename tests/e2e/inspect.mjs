// Looks at a page as a reviewer would: accessibility in both themes, a phone's width, the console; and photographs it.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';

import { SIZE } from './browser.mjs';

const PHONE = { width: 375, height: 800 };
const LARGEST_PICTURE = 300_000;
const SCHEMES = ['light', 'dark'];

// REEVE_SCREENSHOTS=1 renews the pictures of the documentation; a folder's name takes all of them there.
const wish = process.env.REEVE_SCREENSHOTS ?? '';
const folder = wish === '1' ? join(import.meta.dirname, '../../docs/screenshots') : wish;

// Waits until nothing loads and nothing moves but what moves forever.
export async function settled(page) {
  await page.locator('[aria-busy=true], .mantine-Skeleton-root, .mantine-LoadingOverlay-root').first().waitFor({ state: 'detached' });
  // What was changed a moment ago begins to move with the next frame.
  await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
  await page.evaluate(() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity)).map((one) => one.finished)));
  await page.evaluate(() => document.fonts.ready.then(() => true));
}

// name: of the pictures. kept: it belongs into the documentation, in these themes. Gives what is wrong, one sentence each.
export async function inspect(page, name, { kept = [] } = {}) {
  const findings = [];
  await page.mouse.move(0, 0);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    findings.push(...await violations(page, colorScheme));
    if (folder !== '' && (wish !== '1' || kept.includes(colorScheme))) findings.push(...await photograph(page, `${name}-${colorScheme}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  findings.push(...await phone(page, name));
  findings.push(...page.troubles.seen.splice(0).map((text) => `console: ${text}`));
  return findings;
}

async function violations(page, colorScheme) {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.filter((one) => ['serious', 'critical'].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${colorScheme}: ${one.id} at ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')} ${node.html.slice(0, 160)}`));
}

async function photograph(page, name) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = statSync(path);
  return size < LARGEST_PICTURE ? [] : [`${name}.png has ${size} bytes, more than ${LARGEST_PICTURE}`];
}

// Runs in the page: the first button or line of text that ends beyond the edge, where nobody can scroll it into view.
function cutOff() {
  const room = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { overflowX, position } = getComputedStyle(one);
      if (['auto', 'scroll'].includes(overflowX) || position === 'fixed') return true;
    }
    return false;
  };
  for (const element of document.querySelectorAll('main button, main a, main p, main input, main h1, main h2')) {
    const box = element.getBoundingClientRect();
    if (box.width > 1 && box.left >= 0 && box.right > room + 1 && !scrolls(element)) return element.outerHTML.slice(0, 160);
  }
  return null;
}

async function phone(page, name) {
  await page.setViewportSize(PHONE);
  await settled(page);
  const cut = await page.evaluate(cutOff);
  const tooWide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return null;
    const far = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > room + 1);
    return `${document.documentElement.scrollWidth} px, by ${far.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' and ')}`;
  });
  if (folder !== '' && wish !== '1') await photograph(page, `${name}-phone`);
  await page.setViewportSize(SIZE);
  await settled(page);
  if (cut !== null) return [`cut off at ${PHONE.width} px: ${cut}`];
  return tooWide === null ? [] : [`scrolls sideways at ${PHONE.width} px: it is ${tooWide}`];
}
