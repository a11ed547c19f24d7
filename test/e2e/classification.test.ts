import { expect, test } from '@playwright/test';
import { dataPath } from '../support/data.ts';
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

const digits = dataPath('classify/optdigits-1797.csv.gz');
const images = ['images-idx3', 'labels-idx1'].map((name) =>
  dataPath(`classify/mnist-t10k-${name}-ubyte.gz`),
);
test.skip(digits === null || images.includes(null), 'the real data files are not on this machine');

/** From handwritten digits to a network that tells them; each part goes on from the one before. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('pictures and their labels become one data set', async () => {
  const { page } = unroll;
  await dropFiles(page, images as string[]);
  await expect(page.getByText('10,000 pictures of 28 x 28 in 10 classes.')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('heading', { name: 'Sequence classification' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^image \d/ }).first()).toBeVisible();
  await picture(page, 'data-pictures');
});

test('a table of digits trains, shows its mistakes, and tells new ones', async () => {
  test.setTimeout(300_000);
  const { page } = unroll;
  await dropFiles(page, [digits!]);
  await expect(page.getByText(/1,797 rows of 64 numbers/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Adjust settings' }).first().click();
  await writeYaml(
    page,
    'task: classification\nsequences: row\nlabel_column: column_65\nvalues_per_step: 8\npooling: max\nbidirectional: true\nhidden_size: 32\nmax_epochs: 6\n',
  );
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 240_000);
  const samples = page.getByRole('region', { name: 'Sample output' });
  const matrix = samples.getByRole('region', { name: 'Confusion matrix' });
  await expect(matrix.getByRole('row')).toHaveCount(11);
  await expect(samples.getByRole('radio', { name: 'Test, best weights' })).toBeChecked();
  await expect(samples.getByRole('columnheader', { name: 'Precision' })).toBeVisible();
  await expect(samples.getByRole('img', { name: /^Reliability/ })).toBeVisible();
  await picture(page, 'run-classification');
  const mistakes = samples.getByRole('region', { name: 'Mistakes, the surest first' });
  await mistakes.scrollIntoViewIfNeeded();
  await expect(mistakes.getByRole('img').first()).toBeVisible();
  await picture(page, 'run-classification-mistakes');
  const panel = page.getByRole('region', { name: 'Classify new data' });
  await panel.scrollIntoViewIfNeeded();
  await dropFiles(page, [digits!], panel);
  await expect(panel.getByText(/of 1,797 told right/)).toBeVisible({ timeout: 120_000 });
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'run-classify-panel');
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Memory' }).click();
  await page.getByRole('button', { name: 'Look at the memory' }).click();
  await expect(page.getByText(/^The network (remembers|forgets)/)).toBeVisible({
    timeout: 120_000,
  });
  await expect(page.getByRole('img', { name: /^Gradient by lag: rnn\.0/ }).first()).toBeVisible();
  await picture(page, 'run-memory');
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Output' }).click();
  await dress(page, 'dark', 'zh-CN');
  await goTo(page, '运行');
  await page.getByRole('grid').getByRole('row').nth(1).getByRole('button').first().click();
  await expect(page.getByText('混淆矩阵')).toBeVisible();
  await picture(page, 'run-classification-dark-zh');
});
