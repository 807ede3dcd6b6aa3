/** npm run bench [SECTION …]: what stands behind every claim of speed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from './browser.ts';
import { CONTESTANTS, measureSteps, standing } from './contest.ts';
import { measureFrames } from './frames.ts';
import { measureCompiling, measureEngine, measureGrowth, measureRoofline } from './inside.ts';
import { measureLarge } from './large.ts';
import { workersOf } from './processor.ts';
import { measureRecording } from './recording.ts';
import { measureSoak } from './soak.ts';
import { WIRED } from './tapping.ts';
import { measureTaps } from './taps.ts';
import { WORKLOADS } from './workloads.ts';

const SECTIONS = [
  'steps',
  'roofline',
  'engine',
  'taps',
  'compiling',
  'growth',
  'frames',
  'large',
  'recording',
  'soak',
] as const;

const USAGE = `npm run bench -- [SECTION …] [OPTION …]

Sections; without one, all but soak:
  steps       training steps beside the peers
  roofline    each kernel beside the machine's limits
  engine      training in the app beside the step by itself
  taps        what charts on wires cost the training
  compiling   how compile times grow
  growth      how times of a step grow
  frames      frames per second of the app
  large       the page's thread under documents near the limits
  recording   what the recording of a run costs its training
  soak        what half an hour of training leaves behind

  --workload NAME   only this one (A, B, C, C2, D, D2, E, F; of taps also neurons and layers); may be
                    given again
  --peer NAME       only this one beside ours; may be given again
  --quick           A, C and D against the best peer of each, in less than a minute
  --minutes N       how long the soak lasts (30)
  --json FILE       where the figures go
  --help            this text`;

/** What was asked for; what cannot be read is told with the usage. */
function asked() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        workload: { type: 'string', multiple: true },
        peer: { type: 'string', multiple: true },
        minutes: { type: 'string', default: '30' },
        json: { type: 'string', default: 'node_modules/.cache/bench/figures.json' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return process.exit(1);
  }
}
const { values: options, positionals } = asked();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
if (!(Number(options.minutes) > 0)) {
  console.error(`--minutes ${options.minutes}: a number above 0 was expected.`);
  process.exit(1);
}

/** Those named, all known; or all. */
function chosen(
  what: string,
  named: readonly string[],
  known: readonly string[],
): readonly string[] {
  const unknown = named.filter((n) => !known.includes(n));
  if (unknown.length) {
    console.error(`There is no ${what} ${unknown.join(', ')}; there are ${known.join(', ')}.`);
    process.exit(1);
  }
  return named.length ? named : known;
}
const sections: readonly string[] = chosen('section', positionals, SECTIONS);
const workloads = chosen(
  'workload',
  options.workload ?? (options.quick ? ['A', 'C', 'D'] : []),
  [...WORKLOADS, ...WIRED].map((w) => w.name),
);
const peers = chosen('peer', options.peer ?? [], CONTESTANTS);
/** Asked for briefly or for one thing, the rest is left out. */
const narrow = options.quick || options.workload !== undefined || options.peer !== undefined;
const runs = (section: (typeof SECTIONS)[number]) => {
  if (positionals.length) return sections.includes(section);
  return section === 'steps' || (!narrow && section !== 'soak');
};

const load = () =>
  loadavg()
    .map((n) => n.toFixed(2))
    .join(' ');
const cores = availableParallelism();
const report: Record<string, unknown> = {
  date: new Date().toISOString(),
  load: loadavg(),
  cores,
};
console.log(`Load average ${load()} on ${cores} cores`);
const IN_THE_APP: readonly string[] = ['frames', 'large', 'recording', 'soak'];

if (SECTIONS.some((section) => !IN_THE_APP.includes(section) && runs(section))) {
  const { url, browser, close } = await serve('bench');
  const page = await browser.newPage();
  page.on('pageerror', (e) => console.error(String(e)));
  await page.goto(url);
  const windowMs = options.quick ? 500 : 1000;
  const processor = await workersOf(browser);
  if (runs('steps')) {
    const pace = { rounds: options.quick ? 3 : 5, windowMs };
    const rivalsOnly = options.quick && options.peer === undefined;
    const steps = await measureSteps(
      page,
      processor,
      { workloads, peers },
      { ...pace, rivalsOnly },
    );
    report.steps = steps;
    const all = Object.values(steps).flatMap((results) => Object.values(results));
    if (all.some((r) => r.otherWork)) process.exitCode = 1;
    console.log(`\n${standing(steps)}`);
  }
  if (runs('roofline')) report.roofline = await measureRoofline(page, workloads, windowMs);
  if (runs('engine')) report.engine = await measureEngine(page, workloads, windowMs);
  if (runs('taps')) report.taps = await measureTaps(page, processor, workloads, windowMs);
  if (runs('compiling')) report.compiling = await measureCompiling(page);
  if (runs('growth')) report.growth = await measureGrowth(page, windowMs / 5);
  await close();
}
if (runs('recording'))
  report.recording = await measureRecording(workloads, options.quick ? 500 : 1000);
if (runs('frames')) report.frames = await measureFrames(options.quick);
if (runs('large')) report.large = await measureLarge();
if (runs('soak')) report.soak = await measureSoak(Number(options.minutes));

mkdirSync(dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify({ ...report, loadAfter: loadavg() }, null, 2)}\n`);
console.log(`\nLoad average ${load()}; figures in ${options.json}`);
process.exit();
