/** A recurrent layer: its edge to itself, and a walk through time, forward and back. */
import { button, canvas, expect, panel, pause, test, train, visitQuietly } from './story.ts';

test.use({ shared: true });

const painted = (element: HTMLCanvasElement): boolean => {
  const pen = element.getContext('2d');
  const { data } = pen?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
  return Array.from(data).some((v) => v !== 0);
};

test('the edge of a recurrent layer to itself shows state and gradient at each time step', async ({
  page,
}) => {
  await visitQuietly(page, 'Echo: a state remembers');
  await train(page);
  const chart = canvas(page).getByRole('img', { name: 'State and gradient of RNN 1 through time' });
  await expect.poll(() => chart.evaluate(painted)).toBe(true);
  await pause(page);
});

test('stepping goes through time one by one, forward from the first step and back from the last', async ({
  page,
}) => {
  await visitQuietly(page, 'Echo: a state remembers');
  const inspector = panel(page, 'Inspector');
  const forward = button(page, 'Next node');
  await forward.click();
  await forward.click();
  await expect(inspector.locator('[aria-current="step"]')).toHaveAccessibleName(/RNN 1/);
  // At first the whole loop is there at once; then it is walked.
  await expect(inspector.getByText('time step 12 of 12')).toBeVisible();
  await inspector
    .getByRole('switch', { name: 'Step through time one by one' })
    .check({ force: true });
  await expect(inspector.getByText('time step 1 of 12')).toBeVisible();
  await expect(inspector.getByText('[0, 0, 0]').first()).toBeVisible();
  await forward.click();
  await forward.click();
  await expect(inspector.getByText('time step 3 of 12')).toBeVisible();
  await expect(inspector.getByText('[0, 2, 0]').first()).toBeVisible();
  await button(page, 'Previous node').click();
  await expect(inspector.getByText('time step 2 of 12')).toBeVisible();

  // By the keyboard as well.
  await inspector.getByRole('slider', { name: 'Time step' }).press('End');
  await expect(inspector.getByText('time step 12 of 12')).toBeVisible();
  await forward.click();
  await expect(inspector.locator('[aria-current="step"]')).toHaveAccessibleName(/Dense 1/);

  // Back through time: the last step comes first.
  await inspector.getByRole('button', { name: 'Backward, RNN 1: run to here' }).click();
  await expect(inspector.getByText('time step 12 of 12')).toBeVisible();
  const marker = inspector.getByRole('slider', { name: 'Time step' });
  await expect(marker).toHaveAttribute('aria-valuenow', '11');
  await forward.click();
  await expect(inspector.getByText('time step 11 of 12')).toBeVisible();
  await expect(inspector.getByText('[0, 10, 0]').first()).toBeVisible();
  await expect(
    inspector.getByRole('img', {
      name: 'State and its gradient at each time step, on a log scale',
    }),
  ).toBeVisible();

  // Walking through time is looking: the training step is the first one all along.
  await expect(inspector.getByRole('heading', { name: 'Step 1', exact: true })).toBeVisible();
});
