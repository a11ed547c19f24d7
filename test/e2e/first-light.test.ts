import { expect, test } from '@playwright/test';
import { dataPath } from '../support/data.ts';
import { goTo, openedRun, picture, rowOf, waitForState, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';

const series = dataPath('series/ETTh1.csv');
const text = dataPath('text/tinyshakespeare.txt');
test.skip(series === null || text === null, 'the real data files are not on this machine');

/** The path of a first user, in order; each part goes on from where the one before ended. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
const runs: string[] = [];

test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('two real files dropped on the window are read and understood', async () => {
  const { page } = unroll;
  await expect(
    page.getByRole('heading', { name: 'What should your network learn?' }),
  ).toBeVisible();
  await picture(page, 'welcome');
  await dropFiles(page, [series!, text!]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await library.getByRole('button', { name: /^ETTh1\.csv/ }).click();
  await expect(page.getByText('17,420 hourly rows of 7 numeric columns')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Forecasting' })).toBeVisible();
  await picture(page, 'data-series');
  await library.getByRole('button', { name: /^tinyshakespeare\.txt/ }).click();
  await expect(page.getByText('1,115,394 characters').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Language model' })).toBeVisible();
  await picture(page, 'data-text');
});

test('the same file dropped again is recognised', async () => {
  const { page } = unroll;
  await dropFiles(page, [series!]);
  await expect(page.getByText(/already/i).first()).toBeVisible();
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^ETTh1\.csv/ })).toHaveCount(1);
});

test('an RNN, an LSTM and a GRU train on the series to the end', async () => {
  test.setTimeout(300_000);
  const { page } = unroll;
  await page
    .getByRole('region', { name: 'Data sets' })
    .getByRole('button', { name: /^ETTh1\.csv/ })
    .click();
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  await writeYaml(
    page,
    'task: forecasting\nhidden_size: 24\nmax_epochs: 2\nmax_steps: 60\neval_every: 20\n',
  );
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('24');
  await picture(page, 'train');
  await page.getByRole('button', { name: 'Train RNN, LSTM and GRU' }).click();
  await goTo(page, 'Runs');
  const completed = page.getByRole('grid').getByRole('row').filter({ hasText: 'Completed' });
  await expect(completed).toHaveCount(3, { timeout: 240_000 });
  await picture(page, 'runs');
  for (const row of await completed.all()) {
    runs.push(((await row.getByRole('gridcell').nth(1).textContent()) ?? '').trim());
  }
  expect(new Set(runs).size).toBe(3);
});

test('a finished run shows its curve, the naive line, a verdict and a forecast', async () => {
  const { page } = unroll;
  await rowOf(page, runs[0]!).dblclick();
  expect(await openedRun(page)).toBe(runs[0]);
  const curve = page.getByRole('group', { name: /Mean squared error/ }).first();
  await expect(curve).toBeVisible();
  const summary = (await curve.getAttribute('aria-label')) ?? '';
  const [, points, last] = /validation: (\d+) points, last ([\d.]+)/.exec(summary) ?? [];
  expect(Number(points), summary).toBe(3);
  expect(Number(last), summary).toBeGreaterThan(0.2);
  expect(Number(last), summary).toBeLessThan(1);
  await expect(page.getByText(/yesterday repeated/).first()).toBeVisible();
  await page.getByRole('button', { name: /Forecast 24 steps/ }).click();
  const forecasts = page.getByRole('region', { name: 'Forecast the future' }).getByRole('img');
  await expect(forecasts).toHaveCount(1, { timeout: 60_000 });
  await picture(page, 'run-series');
});

test('two runs stand side by side', async () => {
  const { page } = unroll;
  await goTo(page, 'Runs');
  for (const name of runs.slice(0, 2)) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).check();
  }
  await page.getByRole('toolbar').getByRole('button', { name: 'Compare' }).click();
  const main = page.getByRole('main');
  for (const name of runs.slice(0, 2)) await expect(main.getByText(name).first()).toBeVisible();
  const differences = main
    .getByRole('table')
    .filter({ hasText: 'cell' })
    .or(main.getByRole('table').filter({ hasText: 'Cell' }));
  await expect(differences.first()).toBeVisible();
  await expect(main.getByText(/yesterday repeated/).first()).toBeVisible();
  await picture(page, 'compare');
});

test('a language model learns characters and writes text', async () => {
  test.setTimeout(300_000);
  const { page } = unroll;
  await goTo(page, 'Data');
  await page
    .getByRole('region', { name: 'Data sets' })
    .getByRole('button', { name: /^tinyshakespeare\.txt/ })
    .click();
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  await writeYaml(
    page,
    'task: language-model\nhidden_size: 48\nnum_layers: 1\nbatch_size: 64\nbptt: 32\nmax_steps: 60\neval_every: 30\n',
  );
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('48');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  runs.push(await openedRun(page));
  await waitForState(page, 'completed', 240_000);
  const panel = page.getByRole('region', { name: 'Generate text' });
  await panel.getByRole('textbox', { name: 'Prompt' }).fill('First Citizen:');
  await panel.getByRole('button', { name: /^Generate/ }).click();
  await expect(panel.getByRole('button', { name: 'Copy text' })).toBeVisible({ timeout: 60_000 });
  await expect(panel.locator('pre')).toHaveText(/[\s\S]{100}/);
  await picture(page, 'run-text');
});

test('after a restart everything is there', async () => {
  await unroll.restart();
  const { page } = unroll;
  await goTo(page, 'Data');
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^ETTh1\.csv/ })).toBeVisible();
  await expect(library.getByRole('button', { name: /^tinyshakespeare\.txt/ })).toBeVisible();
  await goTo(page, 'Runs');
  for (const name of runs) await expect(rowOf(page, name)).toContainText('Completed');
});
