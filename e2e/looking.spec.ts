/** Things to look at: curves with what is saturated, pictures, what a norm averages, the three figures. */
import type { Locator, Page } from '@playwright/test';
import { pick, setField } from './hands.ts';
import {
  button,
  expect,
  goesBeyond,
  node,
  openSample,
  panel,
  pause,
  setTheme,
  showTab,
  test,
  train,
  trainStep,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

/** The plot of the cost, with its lines. */
const plotOf = (page: Page): Locator => page.getByRole('application', { name: /^Cost by step/ });
const inspector = (page: Page): Locator => panel(page, 'Inspector');
const figures = (page: Page): Locator =>
  inspector(page).getByRole('table', { name: 'Loss, cost, objective' });
const number = (text: string): number => Number(text.replace('−', '-'));
const figure = async (page: Page, name: string): Promise<number> =>
  number(
    await figures(page)
      .getByRole('row', { name: new RegExp(`^${name}`) })
      .getByRole('cell')
      .first()
      .innerText(),
  );
/** How many colours a canvas shows; one is a blank. */
const colours = (picture: Locator): Promise<number> =>
  picture.evaluate((element: HTMLCanvasElement) => {
    const pen = element.getContext('2d');
    if (!pen || element.width === 0) return 0;
    const { data } = pen.getImageData(0, 0, element.width, element.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
const painted = (picture: Locator): Promise<string> =>
  picture.evaluate((element: HTMLCanvasElement) => element.toDataURL());

test('an activation shows f, f′, where the values fall now, and how many are saturated', async ({
  page,
}) => {
  await visitQuietly(page);
  await train(page);
  await goesBeyond(page, 50);
  await pause(page);
  await pick(page, 'Tanh 1');
  const curve = inspector(page).getByRole('img', { name: /^Tanh and its derivative; the values/ });
  await expect(curve).toHaveAccessibleName(/[\d.]+ % of them are saturated/);
  await expect(inspector(page)).toContainText(/[\d.]+ % saturated\..*below 0\.1, a tenth/);
  expect(await curve.locator('circle').count()).toBeGreaterThan(20);

  // The activation inside a neuron is fed by the neuron's own sum.
  await openSample(page, 'XOR, neuron by neuron');
  await pick(page, 'Neuron 1');
  await expect(
    inspector(page).getByRole('img', { name: /^Tanh and its derivative; the values/ }),
  ).toBeVisible();
});

test('feature maps, kernels and digits are pictures; the sample is chosen once for all', async ({
  page,
}) => {
  await visitQuietly(page, 'Digits, convolution');
  const face = node(page, 'Conv 2-D 1').locator('canvas');
  await expect.poll(() => colours(face)).toBeGreaterThan(8);
  await pick(page, 'Conv 2-D 1');
  const kernels = inspector(page).getByRole('button', { name: /^weight: 6 pictures of 5×5/ });
  await expect.poll(() => colours(kernels.locator('canvas'))).toBeGreaterThan(8);
  await inspector(page).getByText('On the wires').click();
  const digit = inspector(page).getByRole('button', {
    name: /^Activation, Data 1 → Conv 2-D 1: 1 pictures? of 28×28, sample 0/,
  });
  const maps = inspector(page).getByRole('button', {
    name: /^Activation, Conv 2-D 1 → ReLU 1: 6 pictures of 24×24, sample 0/,
  });
  await expect.poll(() => colours(digit.locator('canvas'))).toBeGreaterThan(8);
  const [card, drawn] = [await painted(face), await painted(maps.locator('canvas'))];

  // The last sample lies beyond the numbers that are sent at once; the whole page goes to it.
  await inspector(page).getByRole('slider', { name: 'Sample' }).first().press('End');
  const last = inspector(page).getByRole('button', {
    name: /^Activation, Conv 2-D 1 → ReLU 1: 6 pictures of 24×24, sample 31/,
  });
  await expect(last).toBeVisible();
  await expect.poll(() => painted(last.locator('canvas'))).not.toBe(drawn);
  await expect.poll(() => painted(face)).not.toBe(card);

  // Every pixel is reached by the keyboard and read out, over the edge of one picture into the next.
  await last.focus();
  await last.press('ArrowRight');
  const section = inspector(page).getByRole('region', {
    name: 'Activation, Conv 2-D 1 → ReLU 1',
    exact: true,
  });
  await expect(section).toContainText('[31, 0, 0, 0] is ');
  for (let i = 0; i < 24; i++) await last.press('ArrowRight');
  await expect(section).toContainText('[31, 1, 0, 0] is ');
});

test('stepping shows pictures too, and explains the pixel that is picked', async ({ page }) => {
  await visitQuietly(page, 'Digits, convolution');
  await button(page, 'Next node').click();
  await button(page, 'Next node').click();
  const out = inspector(page).getByRole('button', { name: /^out: 6 pictures of 24×24, sample 0/ });
  await expect.poll(() => colours(out.locator('canvas'))).toBeGreaterThan(8);
  await out.press('ArrowRight');
  await out.press('ArrowDown');
  await out.press('Enter');
  await expect(inspector(page).getByText('[0, 0, 1, 0]', { exact: true })).toBeVisible();
});

test('attention is a picture of where each place looks, one for each head', async ({ page }) => {
  await visitQuietly(page, 'Sorting digits');
  const face = node(page, 'Multi-head attention 1').locator('canvas');
  await expect.poll(() => colours(face)).toBeGreaterThan(8);
  await node(page, 'Multi-head attention 1').focus();
  await page.keyboard.press('Enter');
  await inspector(page).getByText('On the wires').click();
  const heads = inspector(page).getByRole('button', {
    name: /^weights, not wired: \d+ pictures of \d+×\d+, sample 0 of the batch, from [\d.e-]+ to [01]/,
  });
  await expect.poll(() => colours(heads.locator('canvas'))).toBeGreaterThan(8);
  // Shares are never negative: their scale begins at 0.
  await expect(
    inspector(page).getByRole('img', { name: /^Colour scale from 0 to [\d.]+$/ }),
  ).toBeVisible();
});

test('a norm says and shades what it averages together', async ({ page }) => {
  await visitQuietly(page, 'Norms side by side');
  const said: readonly (readonly [string, RegExp])[] = [
    [
      'Batch norm 1',
      /N \(samples\), H \(rows\) and W \(columns\)\. Each channel has .*: 4 of them, each from 784/,
    ],
    [
      'Layer norm 1',
      /C \(channels\), H \(rows\) and W \(columns\)\. Each sample has .*: 16 of them, each from 196/,
    ],
    [
      'Instance norm 1',
      /: H \(rows\) and W \(columns\)\. Each channel of each sample has .*: 64 of them, each from 49/,
    ],
    [
      'Group norm 1',
      /the C \(channels\) of a group, H .* Each group of channels of each sample has .*: 32 of them, each from 98/,
    ],
  ];
  const shaded = new Set<string>();
  for (const [title, sentence] of said) {
    await node(page, title).focus();
    await page.keyboard.press('Enter');
    const cube = inspector(page).getByRole('img', { name: /^Averaged together:/ });
    await expect(cube).toHaveAccessibleName(sentence);
    await expect(inspector(page)).toContainText(sentence);
    const marked = await cube
      .locator('[data-marked]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('points')));
    shaded.add(marked.join(';'));
  }
  expect(shaded.size).toBe(4);
});

test('loss, cost and objective are told apart', async ({ page }) => {
  await visitQuietly(page, 'XOR 2-8-1');
  await expect(page.getByText('objective', { exact: true })).toHaveCount(0);
  await pick(page, 'Dense 1');
  await setField(page, 'L2', '0.2');
  await trainStep(page);
  await expect(page.getByRole('status')).toHaveText(/^step 1, cost [\d.]+, objective [\d.]+$/);
  await expect(page.getByText('objective', { exact: true }).first()).toBeVisible();

  await pick(page, 'Binary cross-entropy 1');
  const [loss, cost, objective] = [
    await figure(page, 'Loss'),
    await figure(page, 'Cost'),
    await figure(page, 'Objective'),
  ];
  expect(objective).toBeGreaterThan(cost);
  await inspector(page).getByRole('slider', { name: 'Sample' }).first().press('ArrowRight');
  await expect(figures(page)).toContainText('of sample 1 alone');
  expect(await figure(page, 'Loss')).not.toBe(loss);
  expect(await figure(page, 'Cost')).toBe(cost);

  await showTab(page, 'Curves');
  await train(page);
  await goesBeyond(page, 60);
  await pause(page);
  const curve = page.getByRole('img', { name: /^Cost over/ });
  await expect(curve).toHaveAccessibleName(/training [\d.]+, objective [\d.]+/);
  // Training, validation, and the objective.
  await expect(plotOf(page).locator('path[data-series]')).toHaveCount(3);
});

test('the bar, the loss’s card and the curve tell one cost, whatever was done to the run', async ({
  page,
}) => {
  await visitQuietly(page);
  await showTab(page, 'Curves');
  const curve = page.getByRole('img', { name: /^Cost over/ });
  // A message offers it as well.
  const undo = panel(page, 'Project and page').getByRole('button', { name: 'Undo', exact: true });
  const costs = async () => {
    const [, bar = 'none'] =
      /cost ([^,\s]+)/.exec(await page.getByRole('status').innerText()) ?? [];
    const [, drawn = 'none'] =
      /training ([^,\s]+)/.exec((await curve.getAttribute('aria-label')) ?? '') ?? [];
    const card = node(page, 'Binary cross-entropy 1').getByText(/^(?:–|−?[\d.]+(?:e.\d+)?)$/);
    return { bar, drawn, card: await card.first().innerText() };
  };
  /** All three at rest, and no other figure than `not`. */
  const agree = async (not = '') => {
    await expect
      .poll(async () => {
        const { bar, drawn, card } = await costs();
        return bar === drawn && drawn === card && /\d/.test(bar) && bar !== not
          ? 'one'
          : [bar, drawn, card];
      })
      .toBe('one');
    return (await costs()).bar;
  };
  const drawn = await agree();
  await trainStep(page);
  const once = await agree(drawn);
  await train(page);
  await goesBeyond(page, 60);
  await pause(page);
  const trained = await agree(once);
  await button(page, 'Reset').click();
  expect(await agree(trained)).toBe(drawn);
  await undo.click();
  expect(await agree(drawn)).toBe(trained);
  // Another network, and the former one again.
  await pick(page, 'Dense 1');
  await setField(page, 'Units', '5');
  const narrow = await agree(trained);
  await undo.click();
  expect(await agree(narrow)).toBe(trained);
});

test('while it trains each frame shows one step and one cost, in the bar, on the card and in the curve', async ({
  page,
}) => {
  await visitQuietly(page);
  await showTab(page, 'Curves');
  const shown = (label: string) =>
    panel(page, 'Project and page')
      .getByText(label, { exact: true })
      .locator('xpath=following-sibling::*[1]');
  const parts = [
    shown('step'),
    shown('cost'),
    page.getByRole('img', { name: /^Cost over/ }),
    plotOf(page),
    node(page, 'Binary cross-entropy 1')
      .getByText(/^(?:–|−?[\d.]+(?:e.\d+)?)$/)
      .first(),
  ];
  await train(page);
  await goesBeyond(page, 60);
  const seen = await page.evaluate(
    async ([step, cost, said, curve, card]) => {
      /** Where the training line ends: what the axis says there, and the cost by the marks at the side. */
      const end = () => {
        const y = (mark: Element) =>
          Number(/ ([\d.]+)\)/.exec(mark.getAttribute('transform')!)![1]);
        const [zero, first] = [...curve!.querySelectorAll('g[transform]')].map((mark) => ({
          y: y(mark),
          value: Number(mark.textContent),
        }));
        const d = curve!.querySelector('path[data-series]')!.getAttribute('d')!;
        const perPixel = (first!.value - zero!.value) / (zero!.y - first!.y);
        return {
          axis: [...curve!.querySelectorAll('text')].at(-1)!.textContent,
          cost: zero!.value + (zero!.y - Number(/[\d.]+$/.exec(d)![0])) * perPixel,
          // All places are written to a tenth of a pixel, costs with three digits.
          within: 0.15 * perPixel + 0.0005,
        };
      };
      const found: { shown: string[]; end: ReturnType<typeof end> }[] = [];
      // What is observed of sizes is told when all of a frame is laid out, and nothing of it is painted yet.
      const probe = document.body.appendChild(document.createElement('div'));
      await new Promise<void>((done) => {
        const observer = new ResizeObserver(() => {
          const [, drawnTo = '', drawn = ''] =
            /over ([\d\u202f]+) .*training ([^,\s]+)/.exec(
              said?.getAttribute('aria-label') ?? '',
            ) ?? [];
          found.push({
            shown: [
              step?.textContent ?? '',
              drawnTo,
              cost?.textContent ?? '',
              drawn,
              card?.textContent ?? '',
            ],
            end: end(),
          });
          if (found.length < 120) requestAnimationFrame(grow);
          else done();
        });
        const grow = () => {
          probe.style.width = `${1 + (found.length % 2)}px`;
        };
        observer.observe(probe);
      });
      probe.remove();
      return found;
    },
    await Promise.all(parts.map((part) => part.elementHandle())),
  );
  for (const { shown, end } of seen) {
    const [step, drawnTo, cost, drawn, card] = shown;
    expect([drawnTo, end.axis]).toEqual([step, step]);
    expect([drawn, card]).toEqual([cost, cost]);
    expect(Math.abs(end.cost - Number(cost))).toBeLessThan(end.within);
  }
  expect(new Set(seen.map(({ shown }) => shown[0])).size).toBeGreaterThan(2);
});

test('in the dark the same', async ({ page }) => {
  await visitQuietly(page);
  await setTheme(page, 'Dark');
  await openSample(page, 'Digits, convolution');
  const face = node(page, 'Conv 2-D 1').locator('canvas');
  await expect.poll(() => colours(face)).toBeGreaterThan(8);
});

test('the course of a loss takes the ink of the theme, training or not', async ({ page }) => {
  await visitQuietly(page, 'Digits, layers');
  await train(page);
  await goesBeyond(page, 60);
  await pause(page);
  const course = node(page, 'Cross-entropy 1').locator('svg path[d^="M"]');
  /** Of its ink, from 0 to 255. */
  const light = () =>
    course.evaluate((path) => Number(/\d+/.exec(getComputedStyle(path).stroke)?.[0]));
  await expect.poll(light).toBeLessThan(100);
  await setTheme(page, 'Dark');
  await expect.poll(light).toBeGreaterThan(150);
});
