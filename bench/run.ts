/**
 * npm run bench: training steps per second beside TensorFlow.js, in Workers of one headless Chromium,
 * in turn within one run; then frames per second of the app. Absolute figures wander with the machine;
 * the ratios are what to quote. Options: --quick, --workload NAME, --frames, --steps, --json FILE.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serve, spread } from './browser.ts';
import { measureFrames } from './frames.ts';
import { WORKLOADS } from './workloads.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    workload: { type: 'string' },
    frames: { type: 'boolean', default: false },
    steps: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const rounds = options.quick ? 3 : 5;
const windowMs = options.quick ? 500 : 1000;
const contestants = ['chainrule', 'tfjs-cpu', 'tfjs-wasm'];
/** All must do the same work: losses of the first steps agree to this, relatively. */
const SAME = 1e-3;
const report: Record<string, unknown> = {};

const count = (n: number) => Math.round(n).toLocaleString('en').replaceAll(',', ' ');

if (!options.frames) {
  const { url, browser, close } = await serve('bench');
  const page = await browser.newPage();
  page.on('pageerror', (e) => console.error(String(e)));
  await page.goto(url);
  for (const w of WORKLOADS.filter((x) => !options.workload || x.name === options.workload)) {
    console.log(`\n${w.title}`);
    const rates = new Map<string, number[]>();
    const losses = new Map<string, readonly number[]>();
    for (const name of contestants) {
      await page.evaluate(([n, work]) => window.contest.prepare(n, work), [name, w] as const);
      losses.set(name, (await page.evaluate((n) => window.contest.losses(n, 20), name)) ?? []);
      rates.set(name, []);
    }
    const ours = losses.get('chainrule') ?? [];
    for (const [name, theirs] of losses)
      for (const [i, loss] of theirs.entries())
        if (!(Math.abs(loss - (ours[i] as number)) <= SAME * Math.abs(loss) + 1e-5))
          throw new Error(
            `${name} does other work: step ${i + 1} has loss ${loss}, ours ${ours[i]}`,
          );
    for (let round = 0; round < rounds; round++)
      for (const name of contestants) {
        const measured = await page.evaluate(([n, ms]) => window.contest.measure(n, ms), [
          name,
          windowMs,
        ] as const);
        if (measured) rates.get(name)?.push(measured.steps / measured.seconds);
      }
    const medians = new Map([...rates].map(([name, r]) => [name, spread(r)[1]]));
    const best = Math.max(...contestants.slice(1).map((n) => medians.get(n) ?? 0));
    for (const [name, r] of rates) {
      const [min, median, max] = spread(r);
      const ratio = name === 'chainrule' ? `  ${(median / best).toFixed(1)} × the best peer` : '';
      console.log(
        `  ${name.padEnd(10)} ${count(median).padStart(10)} steps/s  (${count(min)} … ${count(max)})${ratio}`,
      );
    }
    report[w.name] = Object.fromEntries([...rates].map(([name, r]) => [name, spread(r)]));
  }
  await close();
}
if (!options.steps && !options.workload) report.frames = await measureFrames(options.quick);
if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
