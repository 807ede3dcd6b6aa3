/**
 * Installs what is missing, so that one command works on a fresh machine: the packages of the lock
 * file and, with --browser, a Chromium for the end-to-end tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Chainrule needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
/** npm writes this file at the end of each install. */
const mark = 'node_modules/.package-lock.json';
const fresh = existsSync(mark) && statSync(mark).mtimeMs >= statSync('package-lock.json').mtimeMs;
if (!fresh) {
  console.log('Installing packages …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
if (process.argv.includes('--browser')) {
  const { ensureBrowser } = await import('../e2e/browser.mjs');
  await ensureBrowser();
}
