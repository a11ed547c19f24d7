import { expect, test } from '@playwright/test';
import { dress, goTo, picture, rowOf, seriousFaults } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, listRuns, samplePath } from './support/samples.ts';

/** A forecast that is a distribution: its fan, what comes after the data, and its backtest. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  unroll = await launchUnroll();
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  const settings = {
    ...{ output: 'quantiles', input_length: 96, horizon: 24, segment_length: 24 },
    ...{ hidden_size: 32, max_steps: 150, eval_every: 50, lr: 0.003 },
  };
  await createRun(page, { datasetId: 1, task: 'forecasting', settings });
  await expect
    .poll(async () => (await listRuns(page))[0]?.state, { timeout: 150_000 })
    .toBe('completed');
});
test.afterAll(async () => unroll.close());

test('the run is judged by the score of its distribution and shows a fan', async () => {
  const { page } = unroll;
  await goTo(page, 'Runs');
  const [run] = await listRuns(page);
  await rowOf(page, run!.name).dblclick();
  await expect(page.getByText(/ranked probability score/).first()).toBeVisible();
  const fan = page.getByRole('img', { name: /90 %/ }).first();
  await expect(fan).toBeVisible();
  await page.getByRole('button', { name: /Forecast 24 steps/ }).click();
  const future = page.getByRole('region', { name: 'Forecast the future' });
  await expect(future.getByRole('img', { name: /80 %/ })).toBeVisible({ timeout: 60_000 });
});

test('its backtest compares with naive forecasts by step and by time', async () => {
  const { page } = unroll;
  const panel = page.getByRole('region', { name: 'Backtest' });
  await panel.getByLabel('Rows between forecasts').fill('4');
  await panel.getByRole('button', { name: 'Backtest' }).click();
  await expect(panel.getByRole('img')).toHaveCount(2, { timeout: 60_000 });
  await expect(panel.getByText(/confidence interval of the gain/)).toBeVisible();
  // The network and its naive rows.
  expect(await panel.getByRole('row').count()).toBeGreaterThan(3);
  await panel.scrollIntoViewIfNeeded();
  expect(await seriousFaults(page)).toEqual([]);
  await picture(page, 'backtest-light');
  await panel.getByRole('button', { name: 'More for By step ahead' }).click();
  await page.getByRole('menuitem', { name: 'Enlarge' }).click();
  const large = page.getByRole('dialog', { name: 'By step ahead' });
  const chart = large.getByRole('img');
  await expect(chart).toBeVisible();
  expect((await chart.boundingBox())!.width).toBeGreaterThan(900);
  await picture(page, 'backtest-large');
  await page.keyboard.press('Escape');
  await expect(large).toHaveCount(0);
  await dress(page, 'dark', 'en');
  await goTo(page, 'Runs');
  const [run] = await listRuns(page);
  await rowOf(page, run!.name).dblclick();
  await expect(page.getByRole('img', { name: /90 %/ }).first()).toBeVisible();
  await picture(page, 'fan-dark');
});

test('Train, opened by itself, begins with what the data suggests', async () => {
  const { page } = unroll;
  await goTo(page, 'Train');
  // A day has 48 half hours.
  await expect(page.getByRole('textbox', { name: 'Horizon', exact: true })).toHaveValue('48');
});

test('a horizon that the data cannot hold is refused beside its field, before a run exists', async () => {
  const { page } = unroll;
  await goTo(page, 'Train');
  const horizon = page.getByRole('textbox', { name: 'Horizon', exact: true });
  const before = (await listRuns(page)).length;
  await horizon.fill('2000');
  const row = page.locator('[data-setting="horizon"]');
  await expect(row.getByText(/of the 4032 rows.*Lower horizon to at most \d+/)).toBeVisible();
  const start = page.getByRole('button', { name: /^Train\b/ }).last();
  await expect(start).toBeDisabled();
  await picture(page, 'misfit-dark');
  await horizon.press('Control+Enter');
  await horizon.fill('24');
  await expect(start).toBeEnabled();
  expect(await listRuns(page)).toHaveLength(before);
  await dress(page, 'light', 'zh-CN');
  await page.getByRole('button', { name: '训练', exact: true }).click();
  await page.getByRole('textbox', { name: '预测步数', exact: true }).fill('2000');
  await expect(
    page.locator('[data-setting="horizon"]').getByText(/请把预测步数减小到/),
  ).toBeVisible();
  await picture(page, 'misfit-chinese');
  await dress(page, 'light', 'en');
});
