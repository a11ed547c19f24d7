import { expect, test } from '@playwright/test';
import { dataPath } from '../support/data.ts';
import { goTo, openedRun, picture, rowOf, waitForState, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, writtenFile } from './support/samples.ts';

const archive = dataPath('parallel/opennmt-en-de.tar.gz');
test.skip(archive === null, 'the real data file is not on this machine');

/** From an archive of aligned files to a translation; each part goes on from the one before. */
test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('an archive of aligned files becomes pairs, its parts kept', async () => {
  const { page } = unroll;
  await dropFiles(page, [archive!]);
  await expect(page.getByText('10,050 pairs of sentences, Source and Target')).toBeVisible();
  const pairs = page.getByRole('region', { name: 'Sentences and translations' });
  await expect(pairs.getByRole('row')).toHaveCount(41);
  await expect(page.getByText(/src-test\.txt has no file with its translations/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Translation', exact: true })).toBeVisible();
  await picture(page, 'data-pairs');
});

test('two files dropped together are one data set', async () => {
  const { page } = unroll;
  const lines = (word: string) => Array.from({ length: 80 }, (_, i) => `${word} ${i}.\n`).join('');
  const [source, target] = [
    writtenFile('small.en', lines('house')),
    writtenFile('small.fr', lines('maison')),
  ];
  await dropFiles(page, [source, target]);
  await expect(page.getByText('80 pairs of sentences, English and French')).toBeVisible();
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /small\.en and small\.fr/ })).toBeVisible();
});

test('a sentence with several translations is shown with each of them', async () => {
  test.setTimeout(90_000);
  const { page } = unroll;
  const lines = (line: (i: number) => string) => Array.from({ length: 400 }, (_, i) => line(i));
  await dropFiles(page, [
    writtenFile('many.en', lines((i) => `House number ${'abcdefghij'[i % 10]}.\n`).join('')),
    writtenFile('many.fr', lines((i) => `Maison ${i}.\n`).join('')),
  ]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /many\.en and many\.fr/ })).toBeVisible();
  const settings = { hidden_size: 8, embedding_size: 8, max_steps: 2, val_fraction: 0.4 };
  const id = await page.getByRole('article').getAttribute('data-dataset');
  const run = await createRun(page, { datasetId: Number(id), task: 'translation', settings });
  await goTo(page, 'Runs');
  await rowOf(page, run.name).dblclick();
  await waitForState(page, 'completed', 60_000);
  const shown = page.getByRole('region', { name: 'Sample output' }).getByRole('listitem');
  await expect(shown).toHaveCount(6);
  const sources = await shown.locator('.source').allTextContents();
  expect(new Set(sources).size).toBeLessThan(6);
  await goTo(page, 'Data');
});

test('a network trains, shows what it makes of fixed sentences, and translates', async () => {
  test.setTimeout(300_000);
  const { page } = unroll;
  const library = page.getByRole('region', { name: 'Data sets' });
  await library.getByRole('button', { name: /^opennmt-en-de/ }).click();
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  await writeYaml(
    page,
    'task: translation\nhidden_size: 32\nembedding_size: 24\nvocabulary_size: 600\nmax_words: 12\nmax_steps: 20\neval_every: 10\n',
  );
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('32');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 240_000);
  const samples = page.getByRole('region', { name: 'Sample output' });
  await expect(samples.getByRole('listitem')).toHaveCount(6);
  await expect(samples.getByRole('img', { name: /^Attention: .* looks at / })).toBeVisible();
  const panel = page.getByRole('region', { name: 'Translate' });
  await panel.getByRole('textbox', { name: 'Sentence to translate' }).fill('The house is small.');
  await panel.getByRole('button', { name: /^Translate/ }).click();
  const alternatives = panel.getByRole('list', { name: 'Alternatives of the beam' });
  await expect(alternatives.getByRole('listitem')).toHaveCount(5, { timeout: 60_000 });
  await expect(panel.getByRole('img', { name: /^Attention/ })).toBeVisible();
  await picture(page, 'run-translation');
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'run-translate-panel');
});
