/** Time that one holds: any moment of a run is shown again, and training goes on from there as another run. */
import {
  button,
  expect,
  goesBeyond,
  inProjectMenu,
  loss,
  panel,
  pause,
  step,
  test,
  train,
  visit,
} from './story.ts';

test('back to a moment by hand and by key, on from there with another rate, and undo', async ({
  page,
}) => {
  await visit(page);
  const training = panel(page, 'Training');
  const endAt = async (steps: number) => {
    await training.getByRole('button', { name: /^How it trains/ }).click();
    await page.getByRole('radio', { name: 'so many steps more' }).check();
    const field = page.getByLabel('Steps', { exact: true });
    await field.fill(String(steps));
    await field.press('Enter');
    await page.keyboard.press('Escape');
  };
  const done = (at: number) => expect.poll(() => step(page)).toBe(at);
  await endAt(97);
  await train(page);
  await done(97);
  await expect(button(page, 'Train')).toBeEnabled();
  const then = await loss(page);
  const accuracy = page.getByText(/^\d+\.\d %$/).first();
  const rated = await accuracy.textContent();
  await endAt(3);
  await train(page);
  await done(100);

  // By key: three moments of a step or three each.
  const scrubber = page.getByRole('slider', { name: 'Moment of the run' });
  await scrubber.focus();
  await page.keyboard.press('ArrowLeft');
  await done(97);
  await expect(scrubber).toHaveAttribute('aria-valuetext', 'step 97 of 100');
  await expect.poll(() => loss(page)).toBe(then);
  await expect(accuracy).toHaveText(rated ?? '');
  const bar = page.getByRole('region', { name: 'Step 97 of 100' });
  await expect(bar).toBeVisible();
  await page.keyboard.press('Home');
  await done(0);
  await page.keyboard.press('End');
  await done(100);
  await expect(page.getByRole('button', { name: 'Continue from here' })).toBeHidden();

  // By hand: along the axis, and by a press upon a curve.
  const box = await scrubber.boundingBox();
  if (!box) throw new Error('the scrubber is not there');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 11, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, y, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => step(page)).toBeLessThan(60);
  await page.mouse.click(box.x + box.width * 0.9, box.y - 20);
  await expect.poll(() => step(page)).toBeGreaterThan(60);
  expect(await step(page)).toBeLessThan(100);

  // The end survives that one leaves in the midst of a visit.
  await page.reload();
  await done(100);
  expect(await step(page)).toBe(100);
  // And the curve is there, with all moments of the run: the same step, the same figures.
  await expect(page.getByRole('img', { name: /^Cost over 100 steps/ })).toBeVisible();
  await scrubber.focus();
  await page.keyboard.press('ArrowLeft');
  await done(97);
  await expect.poll(() => loss(page)).toBe(then);
  await expect(accuracy).toHaveText(rated ?? '');
  await page.keyboard.press('Home');
  await done(0);

  // So has a copy of the project.
  await inProjectMenu(page, 'Projects…');
  const rows = page.getByRole('dialog', { name: 'Projects' }).getByRole('listitem');
  await rows.first().getByRole('button', { name: 'Duplicate' }).click();
  const copy = rows.filter({ hasText: 'Spiral 2' });
  await expect(copy).toHaveCount(1);
  await copy.getByRole('button', { name: 'Open', exact: true }).click();
  await done(100);
  await page.reload();
  await done(100);
  await scrubber.focus();
  await page.keyboard.press('ArrowLeft');
  await done(97);
  await expect.poll(() => loss(page)).toBe(then);
});

test('training goes on from a moment as another run; the former one comes back with undo', async ({
  page,
}) => {
  await visit(page);
  await train(page);
  await goesBeyond(page, 500);
  await pause(page);
  const end = await step(page);
  const cost = await loss(page);
  // Nothing has the focus: the page's own keys.
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => step(page)).toBeLessThan(end);
  // What is shown on the way there is not it yet.
  const scrubber = page.getByRole('slider', { name: 'Moment of the run' });
  const from = Number(await scrubber.getAttribute('aria-valuenow'));
  await expect.poll(() => step(page)).toBe(from);
  // The moment can be walked through, and what is walked there is not the run's.
  await button(page, 'Next node').click();
  await expect(page.getByRole('button', { name: /^Leave/ }).first()).toBeVisible();
  const back = page.getByRole('button', { name: 'Back to the end' });
  await back.click();
  await expect(back).toBeHidden();
  await expect.poll(() => step(page)).toBe(end);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => step(page)).toBe(from);

  await page.getByLabel('Learning rate').first().fill('0.001');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Continue from here' }).click();
  await expect.poll(() => step(page)).toBeGreaterThan(from);
  await pause(page);
  await expect(page.getByText(/the former run is kept/)).toBeVisible();
  const other = await step(page);
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect.poll(() => step(page)).toBe(end);
  expect(await loss(page)).toBe(cost);
  await button(page, 'Redo').click();
  await expect.poll(() => step(page)).toBe(other);

  // So it does behind Reset, and behind an edit with which the weights go on, its moments with it.
  const then = await loss(page);
  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  await button(page, 'Undo').first().click();
  await expect.poll(() => step(page)).toBe(other);
  await page.getByLabel('Batch size').first().fill('16');
  await page.keyboard.press('Enter');
  await expect(scrubber).toHaveAttribute('aria-valuemin', String(other));
  await train(page);
  await goesBeyond(page, other);
  await pause(page);
  await button(page, 'Undo').first().click();
  await expect.poll(() => step(page)).toBe(other);
  expect(await loss(page)).toBe(then);
  await expect(page.getByLabel('Batch size').first()).toHaveValue('32');
  await expect(scrubber).toHaveAttribute('aria-valuemin', '0');
});
