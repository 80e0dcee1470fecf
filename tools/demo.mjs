// script/demo: starts the simulated cloud and Reeve, fills Reeve as a new user would, shows where to look, and stays.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { connectMicrosoft, loadDocumentation, matchTenants, summary, syncFirst, withAccess } from './drive/demo_steps.mjs';
import { Stage } from './drive/stage.mjs';

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const say = (text) => process.stderr.write(`${text}\n`);

function options() {
  const { values } = parseArgs({ options: {
    once: { type: 'boolean' }, fresh: { type: 'boolean' }, data: { type: 'string' }, port: { type: 'string' },
    bin: { type: 'string', default: join(checkout, 'build/release/bin') },
  } });
  const port = Number(values.port ?? 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`--port takes a number from 1 to 65535, not "${values.port}".`);
  return { ...values, port };
}

// Where the demo lives, and whether the folder goes away with it.
function folderOf({ once, data, fresh }) {
  if (once && data === undefined) return { folder: mkdtempSync(join(tmpdir(), 'reeve-demo-')), passing: true };
  const folder = resolve(data ?? join(checkout, '.demo'));
  if (fresh && existsSync(folder)) {
    if (!existsSync(join(folder, 'cloud.sh'))) throw new Error(`--fresh deletes only a folder that a demo made, and ${folder} has no cloud.sh.`);
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { folder, passing: false };
}

// The whole path, each step only where the last start did not do it already.
async function fill(stage) {
  return withAccess(stage, async (access) => {
    await loadDocumentation(stage, access);
    await connectMicrosoft(stage, access);
    const asked = await matchTenants(stage, access);
    const seconds = await syncFirst(stage, access);
    return summary(access, asked, seconds);
  });
}

function showDoors(stage) {
  const { userPrincipalName, password } = stage.world.partner.serviceAccount;
  say(`\nReeve is at            ${stage.publicUrl}`);
  if (stage.oneTimeLink !== null) say(`Sign in once by        ${stage.oneTimeLink}`);
  else say('Sign in with           the account you made (reeve admin link --email ADDRESS resets its password)');
  say(`Simulated Microsoft    ${stage.cloudUrl}`);
  say(`  its account          ${userPrincipalName}  ${password}`);
  say(`Data folder            ${stage.folder}`);
  say('\nCtrl-C stops both; the next script/demo goes on from here.');
}

// Resolves when the person says stop; rejects when one of the two programs dies.
function untilStopped(stage) {
  const stopped = new Promise((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { stage.stopping = true; done('stopped'); });
  });
  return { stopped, died: stage.died() };
}

async function main() {
  const chosen = options();
  const { folder, passing } = folderOf(chosen);
  const stage = new Stage({ folder, bin: chosen.bin, port: chosen.port, say });
  const { stopped, died } = untilStopped(stage);
  let code = 0;
  try {
    await Promise.race([stage.start(), stopped]);
    const work = stage.stopping ? null : await Promise.race([fill(stage), stopped, died]);
    if (stage.stopping) {
      say('Stopped before the demo was filled; the next script/demo goes on from here.');
      code = chosen.once ? 130 : 0;
    } else if (chosen.once) {
      process.stdout.write(`${JSON.stringify(work)}\n`);
    } else {
      showDoors(stage);
      await Promise.race([stopped, died]);
    }
  } catch (error) {
    say(`\nThe demo failed: ${error.message}`);
    code = 1;
  }
  stage.stopping = true;
  await stage.stop();
  if (passing) rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

main().catch((error) => {
  say(error.message);
  process.exit(2);
});
