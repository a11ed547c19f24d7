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
import { createRun, listRuns } from './support/samples.ts';

const chorales = dataPath('music/jsb_chorales.json.gz');
test.skip(chorales === null, 'the real data files are not on this machine');

/** From chorales to a network that writes one; each part goes on from the one before. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('chorales are shown as piano rolls and can be heard', async () => {
  const { page } = unroll;
  await dropFiles(page, [chorales!]);
  await expect(page.getByText('382 pieces for several voices, 23,134 steps in all.')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('heading', { name: 'Polyphonic music' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Notes of train 1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Play train 1', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stop train 1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Stop train 1', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Play train 1', exact: true })).toBeVisible();
  await picture(page, 'data-music');
  expect(await seriousFaults(page)).toEqual([]);
});

test('a network foretells them, and goes on from one of them', async () => {
  test.setTimeout(240_000);
  const { page } = unroll;
  await page.getByRole('button', { name: 'Adjust settings' }).first().click();
  await writeYaml(
    page,
    'task: polyphony\nhidden_size: 96\nlr: 0.01\nbatch_size: 8\nmax_epochs: 6\n',
  );
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 180_000);
  const samples = page.getByRole('region', { name: 'Sample output' });
  await expect(samples.getByRole('radio', { name: 'Test, best weights' })).toBeChecked();
  await expect(samples.getByRole('img', { name: /^How likely each key was/ })).toHaveCount(4);
  await picture(page, 'run-music');
  const panel = page.getByRole('region', { name: 'Compose' });
  await panel.scrollIntoViewIfNeeded();
  await panel.getByLabel('Go on from').click();
  await page.getByRole('option', { name: 'test 1', exact: true }).click();
  await panel.getByRole('button', { name: 'Compose', exact: true }).click();
  await expect(panel.getByText(/^80 steps, 16 of them given, \d+ notes$/)).toBeVisible({
    timeout: 60_000,
  });
  // A long one, which nobody waits for: it ends soon, and without a complaint.
  await panel.getByLabel('Steps to write').fill('20000');
  await panel.getByRole('button', { name: 'Compose', exact: true }).click();
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(panel.getByRole('button', { name: 'Compose', exact: true })).toBeEnabled();
  await expect(panel.getByRole('alert')).toHaveCount(0);
  await panel.getByLabel('Steps to write').fill('64');
  await panel.getByRole('button', { name: 'Play the composition' }).click();
  await expect(panel.getByRole('button', { name: 'Stop the composition' })).toBeVisible();
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'run-compose');
  await panel.getByRole('button', { name: 'Stop the composition' }).click();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: /^More/ }).first().click();
  await expect(page.getByRole('menuitem', { name: 'Export the network as ONNX' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Export the network as ONNX' }).click();
  await expect(page.getByText(/^The weights of .* are in .*-onnx$/)).toBeVisible({
    timeout: 60_000,
  });
  await picture(page, 'run-exported');
  await dress(page, 'dark', 'zh-CN');
  await goTo(page, '运行');
  await page.getByRole('grid').getByRole('row').nth(1).getByRole('button').first().click();
  await expect(page.getByText('实际的音').first()).toBeVisible();
  await picture(page, 'run-music-dark-zh');
});

test('pieces of two runs stand side by side', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dress(page, 'light', 'en');
  const settings = { cell: 'gru', hidden_size: 24, batch_size: 8, lr: 0.01, max_epochs: 2 };
  await createRun(page, { datasetId: 1, task: 'polyphony', settings, name: 'second' });
  await expect
    .poll(async () => (await listRuns(page)).every(({ state }) => state === 'completed'), {
      timeout: 90_000,
    })
    .toBe(true);
  await goTo(page, 'Compare');
  await page.getByRole('button', { name: 'Compare the newest' }).click();
  const rolls = page.getByRole('img', { name: /^How likely each key was/ });
  await rolls.first().scrollIntoViewIfNeeded();
  expect(await rolls.count()).toBeGreaterThanOrEqual(8);
  await picture(page, 'compare-music');
});
