import { expect, test } from '@playwright/test';
import { dataPath } from '../support/data.ts';
import { unpackTar } from '../support/files.ts';
import {
  dress,
  openedRun,
  picture,
  seriousFaults,
  waitForState,
  writeYaml,
} from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';

const digits = dataPath('speech/fsdd-4-speakers.tar.gz');
const sentences = dataPath('speech/ljspeech-24.tar.gz');
test.skip(digits === null || sentences === null, 'the real recordings are not on this machine');

/** From real recordings to text; each part goes on from where the one before ended. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
let unpacked: ReturnType<typeof unpackTar>;

test.beforeAll(async () => {
  unpacked = unpackTar(digits!);
  unroll = await launchUnroll({ switches: ['--use-fake-device-for-media-stream'] });
});
test.afterAll(async () => {
  await unroll.close();
  unpacked.remove();
});

const library = () => unroll.page.getByRole('region', { name: 'Data sets' });

test('an archive of recordings is understood, heard and seen', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dropFiles(page, [digits!]);
  await library()
    .getByRole('button', { name: /^fsdd-4-speakers/ })
    .click();
  await expect(page.getByText('2,000 recordings with 2,000 words')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('heading', { name: 'Speech recognition' })).toBeVisible();
  await expect(page.getByText(/takes 0 to 4 are its official test part/).first()).toBeVisible();
  await expect(page.getByText('{digit}_{speaker}_{index}.wav')).toBeVisible();
  const clips = page.getByRole('region', { name: 'Recordings' });
  await clips.getByRole('button', { name: /^Play/ }).first().click();
  await clips
    .getByRole('button', { name: /^Spectrogram/ })
    .first()
    .click();
  await expect(clips.locator('canvas')).toBeVisible({ timeout: 20_000 });
  await picture(page, 'data-speech');
  expect(await seriousFaults(page)).toEqual([]);
});

test('a dropped folder becomes one data set', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dropFiles(page, [unpacked.folder]);
  await expect(library().getByRole('button', { name: /2,000 recordings/ })).toHaveCount(2, {
    timeout: 60_000,
  });
  await dropFiles(page, [sentences!]);
  await library()
    .getByRole('button', { name: /^ljspeech-24/ })
    .click();
  await expect(page.getByText(/24 recordings with/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('[data-diagnosis="few-recordings"]')).toBeVisible();
  await picture(page, 'data-speech-sentences');
});

test('a short training shows what it understands worst, with a player', async () => {
  test.setTimeout(300_000);
  const { page } = unroll;
  await library()
    .getByRole('button', { name: /^fsdd-4-speakers/ })
    .click();
  await page.getByRole('button', { name: 'Adjust settings' }).first().click();
  await writeYaml(
    page,
    [
      'task: speech',
      'split: takes',
      'last_test_take: 4',
      'sample_rate: 8000',
      'hidden_size: 48',
      'num_layers: 1',
      'frame_stacking: 4',
      'max_steps: 90',
      'eval_every: 45',
      'schedule: constant',
      'lr: 0.005',
      '',
    ].join('\n'),
  );
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('48');
  await picture(page, 'train-speech');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 240_000);
  await expect(page.getByText(/of the words are wrong on the test part against/)).toBeVisible();
  const samples = page.getByRole('region', { name: 'Sample output' });
  await expect(
    samples.getByText(/worst understood first|all of these are understood/),
  ).toBeVisible();
  await samples.getByRole('button', { name: /^Play/ }).first().click();
});

test('audio files and a trial from the microphone are written down', async () => {
  test.setTimeout(180_000);
  const { page } = unroll;
  const panel = page.getByRole('region', { name: 'Transcribe' });
  await panel.scrollIntoViewIfNeeded();
  await dropFiles(page, [`${unpacked.folder}/recordings/7_jackson_3.wav`], panel);
  await expect(panel.getByRole('listitem')).toHaveCount(1, { timeout: 60_000 });
  await expect(panel.getByRole('listitem')).toContainText('7_jackson_3.wav');
  await panel.getByRole('button', { name: 'Record' }).click();
  const stop = panel.getByRole('button', { name: /^Stop/ });
  await expect(stop).toBeVisible();
  await page.waitForTimeout(1200);
  await stop.click();
  await expect(panel.getByRole('listitem')).toHaveCount(2, { timeout: 60_000 });
  await expect(panel.getByRole('listitem').first()).toContainText('Microphone');
  await picture(page, 'run-speech');
  expect(await seriousFaults(page)).toEqual([]);
});

test('recordings and what is heard in them are shown in the dark and in Chinese', async () => {
  const { page } = unroll;
  for (const [theme, locale] of [
    ['dark', 'en'],
    ['light', 'zh-CN'],
  ] as const) {
    await dress(page, theme, locale);
    await page.keyboard.press('ControlOrMeta+1');
    await page
      .locator('[data-dataset]')
      .getByRole('button', { name: /0_george_0/ })
      .nth(1)
      .click();
    await expect(page.locator('main canvas')).toBeVisible({ timeout: 20_000 });
    await picture(page, `data-speech-${theme}-${locale}`);
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('ControlOrMeta+3');
    await page.getByRole('grid').getByRole('row').nth(1).dblclick();
    await expect(page.locator('article[data-run]')).toBeVisible();
    await picture(page, `run-speech-${theme}-${locale}`);
    expect(await seriousFaults(page)).toEqual([]);
  }
});
