/** Pages that are isolated from others share memory between threads; all works without, alike. */
import { expect, exportedWithWeights, openSample, step, test, trainStep, visit } from './story.ts';

test('a page that shares no memory trains to the same weights', async ({ page, browser }) => {
  const trained = async (isolated: boolean): Promise<string> => {
    const own = isolated ? page : await (await browser.newContext()).newPage();
    if (!isolated)
      await own.route('**/*', async (route) => {
        const response = await route.fetch();
        const headers = Object.fromEntries(
          Object.entries(response.headers()).filter(([name]) => !name.startsWith('cross-origin')),
        );
        await route.fulfill({ response, headers });
      });
    await visit(own);
    expect(await own.evaluate(() => crossOriginIsolated)).toBe(isolated);
    await openSample(own, 'Digits, convolution');
    for (let i = 1; i <= 3; i++) {
      await trainStep(own);
      await expect.poll(() => step(own)).toBe(i);
    }
    return exportedWithWeights(own);
  };
  expect(await trained(false)).toBe(await trained(true));
});
