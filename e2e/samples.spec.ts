/** Every sample opens without a problem, walks through a step, and trains where there is something to. */
import type { Page } from '@playwright/test';
import {
  button,
  canvas,
  expect,
  loss,
  nodes,
  openSample,
  panel,
  problems,
  showTab,
  step,
  test,
  trainStep,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

const SAMPLES = [
  'Spiral',
  'Logic gates',
  'Perceptron on AND',
  'Perceptron on XOR',
  'XOR 2-8-1',
  'XOR, neuron by neuron',
  'The 4-5-3 network',
  'Circle',
  'Sine',
  'Skip connection',
  'Learning rates on 4x²',
  'Layers without activations',
  'Initial weights',
  'Over-fitting',
  'Early stopping',
  'Norms side by side',
  'Digits, layers',
  'Digits, convolution',
  'Autoencoder',
  'Echo: a state remembers',
  'The next value of a sine',
  'Adding: what an LSTM keeps and an RNN loses',
  'Characters by an LSTM',
  'Waveforms',
  'Sorting digits',
  'Characters by attention',
];

test('the gallery shows these samples', async ({ page }) => {
  await visitQuietly(page);
  await button(page, 'Samples').click();
  const gallery = page.getByRole('dialog', { name: 'Start from a sample' });
  const titles = gallery.getByRole('button').locator('b');
  await expect(titles).toHaveText(SAMPLES);
});

/** So many are opened one after the other in one visit. */
const IN_A_VISIT = 7;

async function opensWalksAndTrains(page: Page, samples: readonly string[]): Promise<void> {
  await visitQuietly(page);
  for (const title of samples)
    await test.step(title, async () => {
      await openSample(page, title);
      await showTab(page, 'Problems');
      await expect(problems(page).filter({ hasText: /^Error/ })).toHaveCount(0);
      expect(await nodes(page).count()).toBeGreaterThan(2);
      // All of it is in sight.
      const sight = await canvas(page).boundingBox();
      for (const box of await nodes(page).all()) {
        const place = await box.boundingBox();
        expect(place?.x).toBeGreaterThanOrEqual(sight?.x ?? 0);
        expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(
          (sight?.x ?? 0) + (sight?.width ?? 0),
        );
      }

      // While it is loaded the button may go from under a press: it is another network's until then.
      await expect(async () => {
        await button(page, 'Next node').click();
        await expect(panel(page, 'Inspector').locator('[aria-current="step"]')).toHaveCount(1, {
          timeout: 5_000,
        });
      }).toPass();
      await button(page, 'Previous node').click();
      for (let i = 1; i <= 2; i++) {
        await trainStep(page);
        await expect.poll(() => step(page)).toBe(i);
      }
      expect(Number.isFinite(await loss(page))).toBe(true);
    });
}

for (let first = 0; first < SAMPLES.length; first += IN_A_VISIT) {
  const samples = SAMPLES.slice(first, first + IN_A_VISIT);
  const names = `${samples[0]} to ${samples.at(-1)}`;
  test(`each opens in sight, without an error, walks a step and trains: ${names}`, ({ page }) =>
    opensWalksAndTrains(page, samples));
}
