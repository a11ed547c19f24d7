import { expect, test } from '@playwright/test';
import { dataPath } from '../support/data.ts';
import { dress, goTo, openedRun, picture, seriousFaults } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { samplePath } from './support/samples.ts';

const weights = dataPath('weights/shakespeare_char_lstm.safetensors');
const vocabulary = dataPath('weights/shakespeare_char_lstm.vocab.json');
const keras = dataPath('weights/textgenrnn_weights.hdf5');
const kerasVocabulary = dataPath('weights/textgenrnn_vocab.json');
const isHere =
  weights !== null && vocabulary !== null && keras !== null && kerasVocabulary !== null;
test.skip(!isHere, 'the real data files are not on this machine');
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
  await dropFiles(unroll.page, [samplePath('tinyshakespeare.txt')]);
  const library = unroll.page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^tinyshakespeare/ })).toBeVisible({
    timeout: 30_000,
  });
});
test.afterAll(async () => unroll.close());

test('dropped weights show what becomes what, and become a run', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dropFiles(page, [weights!, vocabulary!]);
  const sheet = page.getByRole('dialog', { name: /^Weights in shakespeare_char_lstm/ });
  const found = sheet.getByRole('region', { name: 'Layers found' });
  await expect(found.getByRole('row')).toHaveCount(4);
  const mapping = sheet.getByRole('region', { name: 'What becomes what' });
  await expect(mapping.getByRole('row')).toHaveCount(10, { timeout: 60_000 });
  await expect(mapping.getByText('no source')).toHaveCount(0);
  await picture(page, 'weights-mapping');
  expect(await seriousFaults(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Import' }).click();
  await expect(sheet).toBeHidden({ timeout: 90_000 });
  await openedRun(page);
  await expect(page.locator('article[data-run]')).toHaveAttribute('data-state', 'paused');
});

test('what has no source is told, and may keep its random values', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await goTo(page, 'Data');
  await dress(page, 'dark', 'zh-CN');
  await dropFiles(page, [keras!, kerasVocabulary!]);
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByText('没有来源', { exact: true })).toHaveCount(2, { timeout: 60_000 });
  await picture(page, 'weights-missing-dark-chinese');
  const bring = sheet.getByRole('button', { name: '导入' });
  await expect(bring).toBeDisabled();
  await sheet.getByRole('switch').check();
  await expect(bring).toBeEnabled({ timeout: 60_000 });
  await sheet.getByRole('button', { name: '取消' }).click();
  await expect(sheet).toBeHidden();
});
