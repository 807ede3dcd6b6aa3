/** The sections that look at Chainrule alone: roofline, engine, compiling, growth. */
import type { Page } from 'playwright';
import type { Document } from '../src/document/records.ts';
import type { Compiling, Pace, Profile } from './gauge.ts';
import { FAMILIES, KERNELS, pairs, ten } from './growth.ts';
import { higher, type Limits } from './limits.ts';
import { amount, table } from './print.ts';
import { attained, peakOf, percent, printProfile } from './roofline.ts';
import { WORKLOADS } from './workloads.ts';

export async function measureRoofline(page: Page, names: readonly string[], ms: number) {
  const ask = () => page.evaluate(() => window.gauge.limits());
  let limits: Limits = await ask();
  const profiles: Record<string, Profile> = {};
  for (const { name, document } of WORKLOADS.filter((w) => names.includes(w.name))) {
    profiles[name] = await page.evaluate(([d, time]) => window.gauge.profile(d, time), [
      document,
      ms,
    ] as const);
    limits = higher(limits, await ask());
  }
  const fused = limits.fused === undefined ? 'no relaxed SIMD' : `fused ${amount(limits.fused)}`;
  console.log(
    `\nLimits of this machine: ${amount(limits.mulAdd)} GFLOP/s multiplying and adding, ${fused}; copying ${amount(limits.memory)} GB/s, in cache ${amount(limits.cache)}`,
  );
  for (const { name, title } of WORKLOADS) {
    const profile = profiles[name];
    if (profile) console.log(`\n${name}  ${title}\n${printProfile(profile, limits)}`);
  }
  console.log('\nAttained');
  const peak = peakOf(limits);
  console.log(
    table([
      ['', 'GFLOP/s', 'of peak', 'contractions', 'of peak', 'of the time', 'arena MiB'],
      ...Object.entries(profiles).map(([name, p]) => {
        const a = attained(p);
        return [
          name,
          ...[amount(a.gflops), percent(a.gflops / peak)],
          ...[amount(a.contractions), percent(a.contractions / peak), percent(a.share)],
          amount(p.arenaBytes / 2 ** 20),
        ];
      }),
    ]),
  );
  return { limits, profiles };
}

export async function measureEngine(page: Page, names: readonly string[], ms: number) {
  const paces: Record<string, Pace> = {};
  for (const { name, document } of WORKLOADS.filter((w) => names.includes(w.name)))
    paces[name] = await page.evaluate(([d, time]) => window.gauge.pace(d, time), [
      document,
      ms,
    ] as const);
  console.log('\nThe engine as the page runs it, on a thousand rows or more');
  console.log(
    table([
      ['', 'steps/s', 'the step by itself', ''],
      ...Object.entries(paces).map(([name, { engine, bare }]) => [
        ...[name, amount(engine), amount(bare), percent(engine / bare)],
      ]),
    ]),
  );
  return paces;
}

/** Longer than this, the next size, ten times as large, is not tried. */
const PATIENCE_MS = 20_000;

/** Each in a worker of its own, then another network as large, of other widths, in the same worker. */
export async function measureCompiling(page: Page) {
  const ask = async (network: (width: number) => Document) => {
    const documents = [4, 5, 6].map(network);
    const list = await page.evaluate((d) => window.gauge.compiling(d), documents);
    const [cold, second, third] = list as [Compiling, Compiling, Compiling];
    return { cold, second, third };
  };
  const chains = (count: number) => ask((width) => pairs(count, width));
  const [one, two] = [(await chains(1)).cold, (await chains(2)).cold];
  const each = two.kernels - one.kernels;
  const list = [await ask(ten)];
  console.log('\nCompiling: ms from document to plan + from plan to instance');
  for (const kernels of KERNELS) {
    const last = list.at(-1)?.cold;
    if (last && last.planMs + last.moduleMs > PATIENCE_MS) {
      console.log(`  ${kernels} kernels: not tried, the size before took too long`);
      break;
    }
    list.push(await chains(Math.max(0, Math.round((kernels - one.kernels) / each) + 1)));
  }
  const told = ({ planMs, moduleMs }: Compiling) => `${amount(planMs)} + ${amount(moduleMs)}`;
  console.log(
    table([
      ['kernels', 'fresh worker', 'second network', 'third network'],
      ...list.map(({ cold, second, third }) => [
        `${cold.kernels}`,
        ...[cold, second, third].map(told),
      ]),
    ]),
  );
  return list;
}

export async function measureGrowth(page: Page, ms: number) {
  const result: Record<string, unknown> = {};
  for (const { title, sizes, document } of FAMILIES) {
    const rows: { size: number; microseconds: number; kernels: number; flops: number }[] = [];
    for (const size of sizes) {
      const d = document(size);
      const time = await page.evaluate(([doc, t]) => window.gauge.stepTime(doc, t), [
        d,
        ms,
      ] as const);
      rows.push({ size, ...time });
    }
    result[title] = rows;
    console.log(`\nGrowth with ${title}`);
    console.log(
      table([
        ['', 'µs a step', 'kernels', 'kFLOP', 'GFLOP/s'],
        ...rows.map((r) => [
          ...[`${r.size}`, amount(r.microseconds), `${r.kernels}`, amount(r.flops / 1000)],
          amount(r.flops / r.microseconds / 1000),
        ]),
      ]),
    );
  }
  return result;
}
