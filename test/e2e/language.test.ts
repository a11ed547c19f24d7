import { expect, test } from '@playwright/test';
import {
  dress,
  goTo,
  openedRun,
  picture,
  seriousFaults,
  waitForState,
  writeYaml,
} from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { samplePath } from './support/samples.ts';

/** What a language model offers beyond training; each part goes on from the one before. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('a preset sets a whole recipe, which is then the own', async () => {
  const { page } = unroll;
  await dropFiles(page, [samplePath('three-hundred-tang-poems.txt')]);
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  const preset = page.getByLabel('Preset', { exact: true });
  await expect(preset).toHaveText('From the data');
  await preset.click();
  await picture(page, 'train-presets');
  await page.getByRole('option', { name: /^AWD-LSTM/ }).click();
  await expect(preset).toHaveText('AWD-LSTM');
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('1150');
  await page.getByRole('textbox', { name: 'Hidden size' }).fill('16');
  await expect(preset).toHaveText('From the data');
});

test('a text shows how likely each token was and what else might have stood there', async () => {
  test.setTimeout(240_000);
  const { page } = unroll;
  await writeYaml(
    page,
    'task: language-model\nhidden_size: 16\nmax_steps: 20\neval_every: 10\nmin_count: 5\n',
  );
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 180_000);
  const panel = page.getByRole('region', { name: 'Generate text' });
  await panel.getByRole('textbox', { name: 'Length' }).fill('60');
  await panel.getByRole('button', { name: /^Generate/ }).click();
  const text = panel.getByLabel('Generated text, token by token');
  await expect(text).toBeVisible({ timeout: 60_000 });
  await text.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(panel.getByText('likeliest here:')).toBeVisible();
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'run-token-probabilities');
  const adapt = page.getByRole('region', { name: 'Adapt at test time' });
  await adapt.getByRole('button', { name: 'Measure' }).click();
  await expect(adapt.getByRole('row', { name: /Perplexity/ })).toBeVisible({ timeout: 60_000 });
  await adapt.scrollIntoViewIfNeeded();
  await picture(page, 'run-adapt');
  expect(await seriousFaults(page)).toEqual([]);
});

test('runs write from one prompt side by side', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dress(page, 'dark', 'en');
  await goTo(page, 'Compare');
  const newest = page.getByRole('button', { name: /newest/i });
  if (await newest.isVisible()) await newest.click();
  const panel = page.getByRole('region', { name: 'Write from one prompt' });
  await panel.getByRole('textbox', { name: 'Length' }).fill('40');
  await panel.getByRole('button', { name: 'Write with all' }).click();
  await expect(panel.getByLabel('Generated text, token by token')).toBeVisible({ timeout: 60_000 });
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'compare-write');
  expect(await seriousFaults(page)).toEqual([]);
});
