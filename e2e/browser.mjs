/**
 * Which Chromium the tests drive: `E2E_BROWSER`, a headless shell, Playwright's own where it is
 * installed, else one of the machine's. The shell is the same engine without a browser's windows: a
 * page costs half the processor time in it, and the stories are most of `npm test`. The bench asks
 * for a whole browser, as people use it. `findBrowser` only looks; `ensureBrowser` installs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const SHELL = 'chromium-headless-shell';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

async function ownBrowser() {
  try {
    const { chromium } = await import('playwright');
    const path = chromium.executablePath();
    return path && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const onPath = (names) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** The path of a Chromium, or undefined; with `whole`, of one that is more than a shell if there is one. */
export async function findBrowser({ whole = false } = {}) {
  if (process.env.E2E_BROWSER) return process.env.E2E_BROWSER;
  const shell = onPath([SHELL]);
  if (shell && !whole) return shell;
  return (await ownBrowser()) ?? onPath(NAMES) ?? PLACES.find((p) => existsSync(p)) ?? shell;
}

const attempt = (command, ...args) =>
  spawnSync(command, args, { stdio: 'inherit', timeout: 600_000 }).status === 0;

/** What apt and dpkg say where another process holds one of their locks. */
const BUSY = /Could not get lock|Unable to (?:acquire|lock)|is locked by another process/;
/** How long another process may take: unattended upgrades of a fresh machine take minutes. */
const PATIENCE_S = 600;
const EVERY_S = 5;
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/**
 * Runs apt-get, and waits for its turn while another process holds the package manager's lock: once
 * that is told, then every few seconds it is tried again, up to ten minutes. Says whether it worked.
 */
export async function apt(args, { say = console.log, wait = pause, patience = PATIENCE_S } = {}) {
  const root = process.getuid?.() === 0;
  const [command, ...rest] = root ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args];
  for (let waited = 0; ; waited += EVERY_S) {
    // apt tells of its locks on stderr, in the language of the machine.
    const { status, stderr } = spawnSync(command, rest, {
      stdio: ['inherit', 'inherit', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      timeout: 600_000,
    });
    const busy = status !== 0 && BUSY.test(stderr ?? '');
    if (!busy) process.stderr.write(stderr ?? '');
    if (status === 0) return true;
    if (!busy) return false;
    if (waited >= patience) {
      say(`The package manager was still busy after ${waited} seconds: ${stderr.trim()}`);
      return false;
    }
    if (waited === 0)
      say(
        `The package manager is busy; waiting for it, up to ${patience} seconds. (${stderr.trim().split('\n')[0]})`,
      );
    await wait(EVERY_S);
  }
}

/** As root on Debian (a container, a machine of CI) packages are installed without asking. */
const installs = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Finds a browser or installs one; exits with a message where neither works. */
export async function ensureBrowser() {
  if (process.env.E2E_BROWSER || onPath([SHELL])) return;
  const found = await findBrowser();
  if (found && !installs()) return;
  console.log(
    found
      ? 'Installing a headless Chromium, in which the stories take half the time.'
      : 'No Chromium found; installing one for the tests.',
  );
  // Where there is a browser already the shell is a gain, no need: nobody's lock is waited for.
  if (installs()) {
    const patience = found ? 0 : PATIENCE_S;
    await apt(['update'], { patience });
    await apt(['install', '-y', '--no-install-recommends', SHELL], { patience });
  }
  if (await findBrowser()) return;
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  attempt(npx, 'playwright', 'install', '--no-shell', 'chromium');
  if (await findBrowser()) return;
  if (existsSync('/usr/bin/apt-get')) {
    await apt(['update']);
    await apt(['install', '-y', '--no-install-recommends', 'chromium']);
  }
  if (await findBrowser()) return;
  console.error('The end-to-end tests need Chromium, and none could be installed.');
  console.error(
    'Install Chromium or Google Chrome, or name one: E2E_BROWSER=/path/to/chrome npm test',
  );
  console.error('Everything else runs without it: npm run typecheck, npm run lint, npm run unit.');
  process.exit(1);
}
