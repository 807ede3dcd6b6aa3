/** Predict, then see: somebody guesses each number before it is computed. */
import { violations } from './axe.ts';
import { button, canvas, expect, panel, test, visitQuietly } from './story.ts';

test.use({ shared: true });

test('a number is asked for before it is anywhere on the page; Enter answers, Escape shows', async ({
  page,
}) => {
  await visitQuietly(page, 'XOR, neuron by neuron');
  const next = button(page, 'Next node');
  const predict = async () => {
    await button(page, 'How far and how fast').click();
    await page.getByRole('menuitemcheckbox', { name: /^Guess each number first/ }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
  };
  await predict();
  const question = page.getByRole('region', { name: 'Predict, then see' });
  const guess = question.getByRole('textbox', { name: 'Your guess' });
  await next.click();
  // The data are given.
  await expect(page.getByText('Forward · 1 of 18')).toBeVisible();
  await expect(question).toBeHidden();
  await next.click();
  await expect(guess).toBeFocused();
  await expect(question).toContainText('Forward, Neuron 1: what does it come to?');
  await expect(page.getByText('Forward · 1 of 18')).toBeVisible();
  const output = canvas(page).getByRole('img', { name: /^Wire Neuron 1 → Neuron 5: value / });
  await expect(output).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type('soon');
  await page.keyboard.press('Enter');
  await expect(question).toContainText('Type a number');
  await page.keyboard.press('Escape');
  await expect(question).toContainText(/It is (\S+)\. In this step 0 of 1 right\./);
  const [, shown] = /It is (\S+)\. /.exec(await question.innerText()) ?? [];
  await expect(output).toHaveAccessibleName(new RegExp(`: value ${shown}$`));

  // The focus is where it was; the right answer stands in the equation's numbers.
  await next.click();
  await expect(guess).toBeFocused();
  await page.keyboard.type('99');
  await page.keyboard.press('Enter');
  await expect(question).toContainText(/Not quite: you said 99, it is (\S+)\. In this step 0 of 2/);
  await expect(page.getByText('Forward · 3 of 18')).toBeVisible();

  // The same in a lecture, and with the panel folded.
  await canvas(page).press('F9');
  await panel(page, 'Lecture').getByRole('button', { name: 'Next node' }).click();
  await expect(guess).toBeFocused();
  await guess.press('Escape');
  await expect(question).toContainText('In this step 0 of 3 right.');
  await page.keyboard.press('F9');
  await predict();
  await next.click();
  await expect(page.getByText('Forward · 5 of 18')).toBeVisible();
  await expect(question).toBeHidden();
});
