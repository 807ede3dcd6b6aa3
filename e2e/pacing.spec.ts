/** How fast a run is let go, and when it ends by itself. */
import { button, expect, panel, step, test, visit } from './story.ts';

test('a run is watched from its first steps, at a pace that is kept, and ends where it was told to', async ({
  page,
}) => {
  await page.addInitScript(() => {
    if (location.protocol.startsWith('http') && !sessionStorage.getItem('visited'))
      localStorage.removeItem('chainrule.view');
    sessionStorage.setItem('visited', 'yes');
  });
  await visit(page);
  const training = panel(page, 'Training');
  const how = training.getByRole('button', { name: /^How it trains/ });
  // A first visit: the machine does not run away.
  await expect(how).toHaveText('Time-lapse');
  await button(page, 'Train').click();
  await expect.poll(() => step(page)).toBeGreaterThan(1);
  expect(await step(page)).toBeLessThan(1_000);
  await button(page, 'Pause').click();

  await how.click();
  await page.getByRole('radio', { name: '3 steps/s' }).check();
  await page.keyboard.press('Escape');
  const before = await step(page);
  await button(page, 'Train').click();
  await expect.poll(() => step(page)).toBeGreaterThan(before + 2);
  expect(await step(page)).toBeLessThan(before + 60);
  // Within each step a pulse runs on along the wires, and back; none for who wants no motion.
  const running = () =>
    page.evaluate(
      () =>
        document.getAnimations().filter(({ effect }) => {
          const target = effect instanceof KeyframeEffect ? effect.target : null;
          return target?.closest('[data-beat]') && target.matches('path[data-flow="backward"]');
        }).length,
    );
  await expect.poll(running).toBeGreaterThan(2);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // None at all: a short one would be of all that changes anywhere.
  await expect(page.locator('body')).toHaveCSS('transition-duration', '0s');
  await expect.poll(running).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });

  // Changed while it trains; and a goal for the next time.
  await how.click();
  await page.getByRole('radio', { name: 'Full speed' }).check();
  await page.getByRole('radio', { name: 'an accuracy' }).check();
  const goal = page.getByLabel('Accuracy on training rows, % at least');
  await goal.fill('90');
  await goal.press('Enter');
  await page.keyboard.press('Escape');
  await expect(how).toHaveText('Full speed · ≥ 90 %');
  await expect.poll(() => step(page)).toBeGreaterThan(1_000);
  await button(page, 'Pause').click();
  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  await button(page, 'Train').click();
  await expect(page.getByText(/^The goal is reached at step/)).toBeVisible();
  await expect(button(page, 'Train')).toBeEnabled();
  // The pace stays with the page, the goal with the network that it was for.
  await page.reload();
  await expect(how).toHaveText('Full speed');
});
