/** A text of one's own: pasted into the data, its characters counted, the network mended by two presses. */
import { pick } from './hands.ts';
import { button, expect, node, panel, test, visitQuietly } from './story.ts';

test.use({ shared: true });

test('a pasted text asks for a larger table and more outputs, and is then learnt', async ({
  page,
}) => {
  await visitQuietly(page, 'Characters by attention');
  await pick(page, 'Data 1');
  const text = panel(page, 'Inspector').getByRole('textbox', { name: 'Text', exact: true });
  await expect(text).toHaveAttribute('placeholder', /^This is the house that Jack built/);
  await text.fill(`The quick brown fox jumps over the lazy dog.\n`.repeat(6));
  // Keys go into the box and not to the canvas: nothing is deleted, Enter is a new line.
  await text.press('Backspace');
  await text.press('Enter');
  await expect(node(page, 'Data 1')).toBeVisible();
  await text.blur();

  await page.getByRole('tab', { name: /Problems/ }).click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText(/Data 1 gives 30 different indices, Embedding 1 knows 28/);
  await problems.getByRole('button', { name: 'Set Symbols to 30', exact: true }).click();
  await expect(problems).toContainText(/Dense 3 gives 28 numbers for each, .* has 30 classes/);
  await problems.getByRole('button', { name: 'Set Units to 30', exact: true }).click();
  await expect(problems.getByRole('listitem')).toHaveCount(0);

  await page.getByRole('tab', { name: /Data/ }).click();
  await expect(panel(page, 'Data 1')).toContainText(
    '⏎ ␣ . T a b c d e f g h i j k l m n o p q r s t u v w x y z',
  );
  await expect(page.getByRole('img', { name: 'Sample of Data 1: sequences' })).toBeVisible();
  await button(page, 'Train').click();
  await expect(page.getByText(/^(9\d\.\d|100\.0) %$/).first()).toBeVisible({ timeout: 60_000 });
  await button(page, 'Pause').click();

  for (let i = 0; i < 3; i++) await button(page, 'Undo').click();
  await pick(page, 'Data 1');
  await expect(text).toHaveValue('');
});
