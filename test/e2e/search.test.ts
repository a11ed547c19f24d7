import { expect, test } from '@playwright/test';
import { goTo, picture, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { samplePath } from './support/samples.ts';

/** A hyperparameter search in the window, from the settings of a run to its best trial. */

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('a search is set up from a run, trains its trials, ends, and its best is trained', async () => {
  test.setTimeout(240_000);
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  await writeYaml(page, 'task: forecasting\nhidden_size: 8\nmax_steps: 20\neval_every: 10\n');
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('8');
  await page.getByRole('button', { name: 'Search settings' }).click();

  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'New search' })).toBeVisible();
  const space = main.getByRole('region', { name: 'Settings to search' });
  const size = space.getByRole('switch', { name: 'Search Hidden size' });
  await expect(size).toBeChecked();
  await size.uncheck();
  const from = space.getByRole('textbox', { name: 'Learning rate: from' });
  await from.fill('5');
  await expect(space.getByText(/lr/).first()).toBeVisible();
  await expect(main.getByRole('button', { name: 'Start search' })).toBeDisabled();
  await from.fill('0.001');
  await space.getByRole('button', { name: 'As YAML' }).click();
  const yaml = space.getByRole('textbox', { name: 'Search space as YAML' });
  await expect(yaml).toContainText('lr:');
  await picture(page, 'search-yaml');
  await space.getByRole('button', { name: 'As a form' }).click();
  await expect(from).toHaveValue('0.001');
  await main.getByRole('textbox', { name: 'Trials', exact: true }).fill('5');
  await picture(page, 'search-new');
  await main.getByRole('button', { name: 'Start search' }).click();

  const trials = main.getByRole('region', { name: 'Trials' });
  await expect(trials.getByRole('row')).not.toHaveCount(1);
  await expect(main.getByText('All 5 trials are done.')).toBeVisible({ timeout: 200_000 });
  await expect(trials.getByRole('row')).toHaveCount(6);
  await expect(main.getByRole('img', { name: /Every trial and the best so far/ })).toBeVisible();
  await picture(page, 'search-done');
  const importance = main.getByRole('img', { name: /What the result depended on/ });
  await importance.scrollIntoViewIfNeeded();
  await expect(importance).toContainText('Learning rate');
  const contour = main.getByRole('region', { name: /Two settings together/ });
  await contour.getByRole('combobox', { name: 'Setting across' }).click();
  await page.getByRole('option', { name: 'Dropout' }).click();
  await expect(contour.getByText(/Best expected: .* at Dropout/)).toBeVisible();
  await expect(main.getByRole('img', { name: /When each trial ran/ })).toBeVisible();
  await contour.scrollIntoViewIfNeeded();
  await picture(page, 'search-understood');
  await main.getByRole('img', { name: /When each trial ran/ }).scrollIntoViewIfNeeded();
  await picture(page, 'search-courses');

  await goTo(page, 'Runs');
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: 'search-1' })).toHaveCount(
    5,
  );
  await goTo(page, 'Search');
  await main.getByRole('button', { name: 'Train with the best' }).click();
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('8');
});
