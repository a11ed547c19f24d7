import { expect, test } from '@playwright/test';
import { goTo, picture, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createStudy, samplePath } from './support/samples.ts';

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
  const limit = (name: string) => main.getByRole('textbox', { name });
  await limit('Trials at most').fill('0');
  await expect(main.getByText('Give the search an end', { exact: false })).toBeVisible();
  await expect(main.getByRole('button', { name: 'Start search' })).toBeDisabled();
  await limit('Trials at most').fill('50');
  await limit('Optimiser steps in all').fill('60');
  const choose = async (field: string, choice: string) => {
    await main.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: choice }).click();
  };
  await choose('How values are proposed', 'TPE');
  const sampler = main.getByRole('region', { name: 'Options of TPE' });
  await sampler.getByRole('button', { name: 'Options of TPE' }).click();
  await sampler.getByRole('textbox', { name: 'Trials before learning' }).fill('3');
  const candidates = sampler.getByRole('textbox', { name: 'Candidates' });
  await candidates.fill('0');
  await expect(sampler.getByText('1 to 10,000', { exact: false }).first()).toBeVisible();
  await expect(main.getByRole('button', { name: 'Start search' })).toBeDisabled();
  await candidates.fill('12');
  const pruner = main.getByRole('region', { name: 'Options of Median' });
  await pruner.getByRole('button', { name: 'Options of Median' }).click();
  await pruner.getByRole('textbox', { name: 'Trials to compare with' }).fill('4');
  await picture(page, 'search-options');
  await expect(main.getByRole('button', { name: 'Start search' })).toBeEnabled();
  await picture(page, 'search-new');
  await main.getByRole('button', { name: 'Start search' }).click();

  const trials = main.getByRole('region', { name: 'Trials' });
  await expect(trials.getByRole('row')).not.toHaveCount(1);
  const usedUp = (steps: number) => main.getByText(`The ${steps} training steps are used up.`);
  await expect(usedUp(60).first()).toBeVisible({ timeout: 100_000 });
  await main.getByRole('button', { name: 'Try by hand…' }).click();
  const byHand = page.getByRole('dialog');
  await byHand.getByRole('textbox', { name: 'Learning rate' }).fill('7');
  await byHand.getByRole('button', { name: 'Try it' }).click();
  await expect(byHand.getByText('lr = 7', { exact: false })).toBeVisible();
  await byHand.getByRole('textbox', { name: 'Learning rate' }).fill('0.0123');
  await picture(page, 'search-by-hand');
  await byHand.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByText('has used up its budget', { exact: false })).toBeVisible();
  await expect(main.getByText('1 by hand wait.', { exact: false })).toBeVisible();
  await main.getByRole('button', { name: 'Budget…' }).click();
  const budget = page.getByRole('dialog');
  await budget.getByRole('textbox', { name: 'Optimiser steps in all' }).fill('110');
  await picture(page, 'search-budget');
  await budget.getByRole('button', { name: 'Go on' }).click();
  await expect(usedUp(110).first()).toBeVisible({ timeout: 100_000 });
  await expect(main.getByText('110 steps so far', { exact: false })).toBeVisible();
  const handMade = trials.getByRole('row').filter({ hasText: 'Chosen by hand.' });
  await expect(handMade).toContainText('0.0123');
  expect(await trials.getByRole('row').count()).toBeGreaterThanOrEqual(6);
  await expect(main.getByRole('img', { name: /Every trial and the best so far/ })).toBeVisible();
  const methods = 'tpe (startup_trials=3, candidates=12) · median (startup_trials=4)';
  await expect(main.getByText(methods, { exact: false })).toBeVisible();
  // With the option at its default of ten, none of five trials would have been learned from.
  await expect(trials.getByText(/Where the best \d+ points? (is|are) dense/).first()).toBeVisible();
  await picture(page, 'search-done');
  await main.getByRole('button', { name: 'Axes (4 of 4)' }).click();
  await page.getByRole('group', { name: /^Axes/ }).getByLabel('Dropout').uncheck();
  await page.keyboard.press('Escape');
  await expect(main.getByRole('button', { name: 'Axes (3 of 4)' })).toBeVisible();
  await main.getByRole('button', { name: 'Choose by themselves' }).click();
  const importance = main.getByRole('img', { name: /What the result depended on/ });
  await importance.scrollIntoViewIfNeeded();
  await expect(importance).toContainText('Learning rate');
  const contour = main.getByRole('region', { name: /Two settings together/ });
  await contour.getByRole('combobox', { name: 'Setting across' }).click();
  await page.getByRole('option', { name: 'Dropout' }).click();
  await expect(contour.getByText(/Best expected: .* at dropout/)).toBeVisible();
  await expect(main.getByRole('img', { name: /When each trial ran/ })).toBeVisible();
  await contour.scrollIntoViewIfNeeded();
  await picture(page, 'search-understood');
  await main.getByRole('img', { name: /When each trial ran/ }).scrollIntoViewIfNeeded();
  await picture(page, 'search-courses');

  const trained = (await trials.getByRole('row').count()) - 1;
  await goTo(page, 'Runs');
  const rows = page.getByRole('grid').getByRole('row');
  await expect(rows.filter({ hasText: 'search-1' })).toHaveCount(trained);
  await goTo(page, 'Search');
  await main.getByRole('button', { name: 'Train with the best' }).click();
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('8');
  await goTo(page, 'Search');
  await handMade.getByRole('button', { name: /^More for trial/ }).click();
  await page.getByRole('menuitem', { name: 'Train with these settings' }).click();
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.0123');
});

test('a search that a script measures says how it goes on, and offers no button that fails', async () => {
  const { page } = unroll;
  const name = 'by my script';
  await createStudy(page, {
    ...{ datasetId: 1, task: 'forecasting', settings: { hidden_size: 8 }, name, trains: false },
    space: 'parameters:\n  lr: { low: 1e-4, high: 1e-2, log: true }\n',
  });
  await goTo(page, 'Search');
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name })).toBeVisible();
  await expect(main.getByText(/unroll ask 'by my script' --home /)).toBeVisible();
  await expect(main.getByRole('button', { name: 'Resume' })).toHaveCount(0);
  await picture(page, 'search-scripted');
});
