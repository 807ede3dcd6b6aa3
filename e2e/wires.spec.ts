/**
 * Every wire of the document is drawn, from its port to its port: whatever was opened before, however
 * far away the canvas was looked at, and whatever was taken back.
 */
import type { Page } from '@playwright/test';
import {
  button,
  canvas,
  covering,
  expect,
  exported,
  importFile,
  openSample,
  panel,
  projectName,
  test,
  visitQuietly,
  wires,
} from './story.ts';

test.use({ shared: true });

const RUN = { seed: 1, batchSize: 8, optimiser: { kind: 'sgd', params: { lr: 0.1 } } };

interface Wire {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

const wiresOf = (text: string): readonly Wire[] => (JSON.parse(text) as { edges: Wire[] }).edges;

/**
 * What is wrong with the wires that are drawn, told wire by wire. A port is where its dot is; where
 * cards are drawn plain they have none, and a wire ends at the side of the card.
 */
const faults = (page: Page, expected: readonly Wire[]): Promise<readonly string[]> =>
  canvas(page).evaluate((root, list) => {
    const zoom = new DOMMatrix(
      getComputedStyle(root.querySelector('.react-flow__viewport')!).transform,
    ).a;
    // Half a dot, at which a wire ends, and a pixel for rounding.
    const near = 6 * zoom + 1;
    const wrong: string[] = [];
    for (const { id, from, to } of list) {
      const path = root.querySelector<SVGPathElement>(`.react-flow__edge[data-id="${id}"] path`);
      const matrix = path?.getScreenCTM();
      if (!path || !matrix) {
        wrong.push(`${id}, ${from} to ${to}, is not drawn`);
        continue;
      }
      for (const [end, side] of [
        [from, 'source'],
        [to, 'target'],
      ] as const) {
        const [name, port] = end.split('.') as [string, string];
        const card = root.querySelector(`.react-flow__node[data-id="${name}"]`);
        const dot = card?.querySelector(`.react-flow__handle.${side}[data-handleid="${port}"]`);
        const box = card?.getBoundingClientRect();
        const at = path
          .getPointAtLength(side === 'source' ? 0 : path.getTotalLength())
          .matrixTransform(matrix);
        if (!box) wrong.push(`${name} is not drawn`);
        else if (dot) {
          const { x, y, width, height } = dot.getBoundingClientRect();
          const far = Math.hypot(at.x - x - width / 2, at.y - y - height / 2);
          if (far > near) wrong.push(`${id} ends ${far.toFixed(1)} px off ${end}`);
        } else {
          const edge = side === 'source' ? box.right : box.left;
          if (Math.abs(at.x - edge) > near || at.y < box.top || at.y > box.bottom)
            wrong.push(`${id} does not end at ${name}`);
        }
      }
    }
    return wrong;
  }, expected);

/** The law: these wires, and no others, are drawn, and each as it should be. */
async function allDrawn(page: Page, expected: readonly Wire[]): Promise<void> {
  await expect(wires(page)).toHaveCount(expected.length);
  await expect.poll(() => faults(page, expected)).toEqual([]);
}

const zoomed = (page: Page): Promise<number> =>
  canvas(page)
    .locator('.react-flow__viewport')
    .evaluate((e) => new DOMMatrix(getComputedStyle(e).transform).a);

/** Zooms about the middle until cards are drawn plain, or in full. */
async function until(page: Page, far: boolean): Promise<void> {
  const box = await canvas(page).boundingBox();
  if (!box) throw new Error('the canvas is not on the screen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down('Control');
  for (let turn = 0; turn < 6; turn++) {
    const before = await zoomed(page);
    if (before < 0.4 === far) break;
    await page.mouse.wheel(0, far ? 500 : -500);
    await expect.poll(() => zoomed(page)).not.toBe(before);
  }
  await page.keyboard.up('Control');
  expect((await zoomed(page)) < 0.4).toBe(far);
}

/** Orders in which samples are opened; the numbers come from a fixed seed. */
const ORDERS: readonly (readonly string[])[] = [
  ['Initial weights', 'Learning rates on 4x²'],
  ['Characters by attention', 'XOR, neuron by neuron', 'Spiral', 'Norms side by side'],
  ['Layers without activations', 'Initial weights', 'Perceptron on AND', 'Logic gates'],
  ['Digits, convolution', 'Echo: a state remembers', 'Learning rates on 4x²', 'Over-fitting'],
];

for (const order of ORDERS)
  test(`wires are drawn after opening ${order.join(', then ')}`, async ({ page }) => {
    test.slow();
    await visitQuietly(page);
    const known = new Map<string, readonly Wire[]>();
    for (const title of order) {
      await openSample(page, title);
      known.set(title, wiresOf(await exported(page)));
      await allDrawn(page, known.get(title) ?? []);
    }
    // And back again, from plain cards and to plain cards.
    for (const title of [...order].reverse()) {
      const expected = known.get(title) ?? [];
      await until(page, true);
      await openSample(page, title);
      await allDrawn(page, expected);
      await until(page, true);
      await allDrawn(page, expected);
      await until(page, false);
      await allDrawn(page, expected);
    }
  });

test('what was deleted and comes back while cards are plain has its wires', async ({ page }) => {
  await visitQuietly(page, 'XOR 2-8-1');
  const before = wiresOf(await exported(page));
  await until(page, true);
  await canvas(page).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await expect(wires(page)).toHaveCount(0);
  await button(page, 'Undo').click();
  await allDrawn(page, before);
  await until(page, false);
  await allDrawn(page, before);
});

test('among many nodes, those that come into sight have their wires', async ({ page }) => {
  await visitQuietly(page);
  const count = 300;
  const across = 20;
  const nodes = Array.from({ length: count }, (_, i) => ({
    id: `tanh${i + 1}`,
    kind: 'tanh',
    params: {},
    position: { x: (i % across) * 260, y: Math.floor(i / across) * 160 },
  }));
  const edges = nodes.slice(1).map(({ id }, i): Wire => {
    return { id: `e${i + 1}`, from: `tanh${i + 1}.out`, to: `${id}.in` };
  });
  const file = { format: 'chainrule', version: 1, name: 'Many', run: RUN, nodes, edges, notes: [] };
  await importFile(page, 'many.json', JSON.stringify(file));
  await expect(projectName(page)).toHaveValue('Many');
  /** Wires between cards that are mounted; the others are out of sight. */
  const inSight = (): Promise<readonly Wire[]> =>
    canvas(page).evaluate(
      (root, all) =>
        all.filter(({ from, to }) =>
          [from, to].every((end) =>
            root.querySelector(`.react-flow__node[data-id="${end.split('.')[0]}"]`),
          ),
        ),
      edges,
    );
  const drawn = () => expect.poll(async () => faults(page, await inSight())).toEqual([]);
  await until(page, true);
  await drawn();
  await until(page, false);
  expect((await inSight()).length).toBeGreaterThan(4);
  expect((await inSight()).length).toBeLessThan(edges.length);
  await drawn();
});

// ── What lies on them while a step is walked ───────────────────────────────────────────────────

/** What is told on the wires, as it is read out. */
const told = (page: Page) => canvas(page).getByRole('img', { name: /^Wire .*: value / });
/** Walks on until so many moves are done. */
async function walkTo(page: Page, done: number): Promise<void> {
  const count = panel(page, 'Inspector').getByText(/^move \d+ of \d+$/);
  const at = async () =>
    (await count.count()) === 0 ? 0 : Number.parseInt((await count.innerText()).slice(5), 10);
  for (let now = await at(); now < done; now++) {
    await button(page, 'Next node').click();
    await expect(count).toHaveText(new RegExp(`^move ${now + 1} of`));
  }
}

test('while a step is walked, each wire reads what it has computed', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await visitQuietly(page);
  await test.step('XOR, neuron by neuron: numbers, of a sample that is not all 0', async () => {
    await openSample(page, 'XOR, neuron by neuron');
    // The canvas is as large as test/canvas/samples.test.ts takes it.
    const { width = 0, height = 0 } = (await canvas(page).boundingBox()) ?? {};
    expect(width).toBeGreaterThanOrEqual(1060);
    expect(height).toBeGreaterThanOrEqual(670);
    // Each weight stands near its neuron, at rest and whatever the step has reached.
    const weights = canvas(page).getByRole('img', { name: /: weight −?[\d.]+$/ });
    await expect(weights).toHaveCount(12);
    await walkTo(page, 1);
    const arriving = (port: string, to: string) =>
      canvas(page).getByRole('img', { name: new RegExp(`^Wire Data 1 ${port} → ${to}: value `) });
    await expect(told(page)).toHaveCount(9);
    await expect(weights).toHaveCount(12);
    const [x1, x2] = [
      await arriving('x1', 'Neuron 1').innerText(),
      await arriving('x2', 'Neuron 1').innerText(),
    ];
    expect([x1, x2]).toContain('1');
    // Wires ahead are faint, and nothing is told of them.
    expect(await canvas(page).locator('path[data-walk="ahead"]').count()).toBe(5);
    await walkTo(page, 9);
    const last = canvas(page).getByRole('img', { name: /^Wire Neuron 5 → Binary/ });
    await expect(last).toHaveAccessibleName(/: value −?[\d.]+; gradient −?[\d.]+$/);
    await walkTo(page, 18);
    await expect(canvas(page).locator('path[data-walk="ahead"]')).toHaveCount(0);
    await expect(canvas(page).getByRole('img', { name: /^Wire .*gradient/ })).toHaveCount(13);
    await expect(
      canvas(page).getByRole('img', { name: /; weight −?[\d.]+ → −?[\d.]+$/ }),
    ).toHaveCount(12);
    expect(await covering(page, 'canvas')).toEqual([]);
    // Of another sample, of all of them, and back again.
    const before = await last.getAttribute('aria-label');
    await panel(page, 'Inspector').getByRole('slider', { name: 'Sample' }).press('End');
    await expect(last).not.toHaveAccessibleName(before ?? '');
    await panel(page, 'Inspector').getByRole('button', { name: 'Mean' }).click();
    await expect(canvas(page).getByText('mean over 4 samples')).toBeVisible();
    await expect(arriving('x1', 'Neuron 1')).toHaveAccessibleName(/: value 0.5; gradient/);
    for (let i = 0; i < 11; i++) await button(page, 'Previous node').click();
    await expect(last).toHaveAccessibleName(/: value −?[\d.]+$/);
  });
  await test.step('4-5-3: a few numbers, as the constants give them', async () => {
    await openSample(page, 'The 4-5-3 network');
    await walkTo(page, 1);
    await expect(told(page).first()).toHaveAccessibleName('Wire X → W 4×5: value 0.5, −1, 2, 1');
    await walkTo(page, 12);
    await expect(told(page)).toHaveCount(5);
  });
  await test.step('Skip connection: each of the two ways back', async () => {
    await openSample(page, 'Skip connection');
    await walkTo(page, 18);
    for (const to of ['Dense 2', 'Add 1'])
      await expect(
        canvas(page).getByRole('img', {
          name: new RegExp(`^Wire Tanh 1 → ${to}: value .*; gradient `),
        }),
      ).toBeVisible();
  });
  await test.step('in a small window, a form for which there is room', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    for (const [sample, moves] of [
      ['Skip connection', 15],
      ['Echo: a state remembers', 7],
    ] as const) {
      await openSample(page, sample);
      await walkTo(page, moves);
      await expect(told(page).first()).toHaveAccessibleName(/; gradient /);
      await expect.poll(() => covering(page, 'canvas')).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
  await test.step('pictures and sequences, drawn', async () => {
    for (const [sample, name] of [
      ['Digits, convolution', /^Wire Data 1 x → Conv 2-D 1: value 1×28×28, from 0 to 1$/],
      ['Characters by an LSTM', /^Wire Embedding 1 → LSTM 1: value \d+×\d+, from /],
    ] as const) {
      await openSample(page, sample);
      await walkTo(page, 2);
      const picture = canvas(page).getByRole('img', { name });
      await expect(picture).toBeVisible();
      expect(await picture.locator('img').count()).toBeGreaterThan(0);
    }
    // Indices of characters are the characters, as the text has them; their mean is none.
    const text = canvas(page).getByRole('img', { name: /^Wire Data 1 x → Embedding 1: value / });
    await expect(text).toHaveAccessibleName(/: value [\w,.?␣⏎’]{24}$/);
    const [, read = ''] = (await text.getAttribute('aria-label'))?.split(': value ') ?? [];
    expect(read).toContain((await text.innerText()).replace(/[…\s]/g, ''));
    await panel(page, 'Inspector').getByRole('button', { name: 'Mean' }).click();
    await expect(text).toHaveAccessibleName(/: value 24, from [\d.]+ to [\d.]+$/);
  });
});
