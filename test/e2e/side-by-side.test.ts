import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dress, goTo, picture, seriousFaults } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, listRuns, samplePath } from './support/samples.ts';

/** Runs side by side: seeds, bands, colours, marked axes, outputs. All runs are trained here. */

test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
const ended = async () =>
  (await listRuns(unroll.page)).filter(({ state }) => state === 'completed').length;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  unroll = await launchUnroll({ width: 1440, height: 1000 });
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  for (const [cell, lr, seed] of [
    ['rnn', 0.001, 1],
    ['rnn', 0.001, 2],
    ['gru', 0.001, 1],
    ['gru', 0.001, 2],
    ['gru', 0.01, 1],
  ] as const) {
    const settings = { cell, lr, seed, hidden_size: 8, max_steps: 30, eval_every: 5 };
    const name = `${cell}-${lr}-${seed}`;
    await createRun(page, { datasetId: 1, task: 'forecasting', settings, name });
  }
  await expect.poll(ended, { timeout: 150_000 }).toBe(5);
  await goTo(page, 'Compare');
  await page.getByRole('button', { name: 'Compare the newest' }).click();
});
test.afterAll(async () => unroll.close());

test('seeds are grouped, and the missing ones are trained by one press', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  const seeds = page.getByRole('region', { name: 'Differences over seeds' });
  await expect(seeds.getByRole('row')).toHaveCount(4);
  await expect(seeds.getByText(/needs \d+ more seeds?/).first()).toBeVisible();
  await expect(seeds.getByText(/On the same \d+ test examples/).first()).toBeVisible();
  await seeds.scrollIntoViewIfNeeded();
  await picture(page, 'compare-seeds');
  await seeds.getByRole('button', { name: 'Repeat a run' }).click();
  await expect.poll(ended, { timeout: 60_000 }).toBe(6);
  await expect(seeds.getByText(/Noise floor: 2 runs/)).toBeVisible({ timeout: 15_000 });
  const before = await ended();
  const button = seeds.getByRole('button', { name: /^Train \d+ missing/ });
  const count = Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]);
  await button.click();
  await expect.poll(ended, { timeout: 100_000 }).toBe(before + count);
});

test('curves are coloured by a setting and become bands over seeds', async () => {
  const { page } = unroll;
  await page.getByLabel('Colour', { exact: true }).click();
  await page.getByRole('option', { name: 'Colour: Cell' }).click();
  const options = page.getByRole('group', { name: 'How curves are drawn' });
  await expect(options.getByText('cell = gru')).toBeVisible();
  await page.getByLabel('Bands', { exact: true }).click();
  await page.getByRole('option', { name: 'Bands over seeds' }).click();
  await expect(page.getByRole('group', { name: /× 2/ }).first()).toBeVisible();
  await page.getByLabel('Without outliers').check();
  await options.scrollIntoViewIfNeeded();
  await picture(page, 'compare-bands');
});

test('a mark on an axis leaves only the runs within, in charts and tables', async () => {
  const { page } = unroll;
  const plane = page.getByRole('region', { name: 'Settings and results' });
  await plane.scrollIntoViewIfNeeded();
  const strip = plane.getByTitle('Draw to show only a part of Cell');
  const box = (await strip.boundingBox())!;
  // Cells stand in the order of their names: gru below, rnn above.
  await page.mouse.move(box.x + 10, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 10, box.y + box.height * 0.4, { steps: 5 });
  await page.mouse.up();
  await expect(plane.getByText('2 of 5 runs')).toBeVisible();
  const results = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Best values', exact: true }) });
  await expect(results.getByRole('row').getByRole('button')).toHaveCount(2);
  await picture(page, 'compare-plane');
  await dress(page, 'dark', 'zh-CN');
  await page.keyboard.press('ControlOrMeta+4');
  await page.getByRole('region', { name: '设置与结果' }).scrollIntoViewIfNeeded();
  await picture(page, 'compare-plane-dark-chinese');
  expect(await seriousFaults(page)).toEqual([]);
  await dress(page, 'light', 'en');
  await page.keyboard.press('ControlOrMeta+4');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(results.getByRole('row').getByRole('button')).toHaveCount(5);
});

test('the keyboard marks an axis and zooms a chart', async () => {
  const { page } = unroll;
  const plane = page.getByRole('region', { name: 'Settings and results' });
  const low = plane.getByRole('slider', { name: 'Cell: lowest shown' });
  await low.focus();
  await expect(low).toHaveAttribute('aria-valuetext', 'gru');
  await page.keyboard.press('ArrowUp');
  await expect(low).toHaveAttribute('aria-valuetext', 'rnn');
  const shown = plane.getByText(/^\d+ of \d+ runs$/);
  await expect(shown).toBeVisible();
  await expect(low).toBeFocused();
  await picture(page, 'compare-mark-by-keyboard');
  await page.keyboard.press('Delete');
  await expect(shown).toHaveCount(0);
  await expect(low).toHaveAttribute('aria-valuetext', 'gru');

  const chart = page.locator('figure.chart').first();
  await chart.locator('.plot').focus();
  await page.keyboard.press('+');
  const all = chart.getByRole('button', { name: 'Show everything again' });
  await expect(all).toBeVisible();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('0');
  await expect(all).toHaveCount(0);
});

test('a chart is saved as PDF, with the names of its curves as text', async () => {
  const { page, application } = unroll;
  const path = join(mkdtempSync(join(tmpdir(), 'unroll-pdf-')), 'chart.pdf');
  await application.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await page.locator('figure.chart .menu-button').first().click();
  await page.getByRole('menuitem', { name: 'Save as PDF…' }).click();
  await expect(page.getByText(`Saved ${path}`)).toBeVisible();
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.toString('latin1')).toMatch(/\/Count 1\b/);
  expect(bytes.toString('latin1')).toContain('/Font');
});

test('runs whose naive forecasts were measured apart stand side by side too', async () => {
  test.setTimeout(60_000);
  const { page } = unroll;
  const before = await ended();
  const settings = { horizon: 12, hidden_size: 8, max_steps: 10, eval_every: 5 };
  await createRun(page, { datasetId: 1, task: 'forecasting', settings, name: 'half-day' });
  await expect.poll(ended, { timeout: 50_000 }).toBe(before + 1);
  await page.getByRole('button', { name: 'Add runs' }).click();
  await page
    .getByRole('dialog')
    .getByRole('checkbox', { name: /half-day/ })
    .check();
  await page.keyboard.press('Escape');
  const section = (name: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const naive = section('Best values').getByRole('row', { name: /^last value repeated/ });
  await expect(naive).toHaveCount(2);
  await expect(naive.filter({ hasText: 'half-day' })).toHaveCount(1);
  // Nothing below the window's edge, to which a focus or a link could move it.
  const below = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(await below()).toBe(0);
  await expect(section('What differs').getByRole('row', { name: /^Horizon/ })).toContainText('12');
});
