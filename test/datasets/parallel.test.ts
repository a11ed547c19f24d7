import { describe, expect, it } from 'vitest';
import type { ParallelSummary } from '../../src/contract/index.ts';
import { groupFiles, inspectFile, readPairs } from '../../src/datasets/index.ts';
import { alignNames } from '../../src/datasets/parallel/aligned-names.ts';
import { isOddRatio } from '../../src/datasets/parallel/pair-checks.ts';
import { dataPath } from '../support/data.ts';
import { temporaryFile } from '../support/files.ts';
import { zipOf } from '../support/zip.ts';

async function summaryOf(path: string): Promise<ParallelSummary> {
  const { summary } = await inspectFile(path);
  if (summary.kind !== 'parallel') throw new Error(`read as ${summary.kind}`);
  return summary;
}

describe('aligned names', () => {
  it.each([
    [['src-train.txt', 'tgt-train.txt'], ['src', 'tgt'], 'train'],
    [['train.de', 'train.en'], ['de', 'en'], 'train'],
    [['europarl-v7.fr-en.fr', 'europarl-v7.fr-en.en'], ['en', 'fr'], null],
    [['dev.source.txt', 'dev.target.txt'], ['src', 'tgt'], 'val'],
    [['data/en_test', 'data/zh_test'], ['en', 'zh'], 'test'],
  ])('%j', (names, sides, split) => {
    const aligned = alignNames(names);
    expect(aligned?.sides).toEqual(sides);
    expect(aligned?.pairs).toHaveLength(1);
    expect(aligned?.pairs[0]?.split).toBe(split);
  });

  it.each([
    [['a.csv', 'b.csv']],
    [['train.csv', 'test.csv']],
    [['train.en', 'train.fr', 'train.de']],
    [['src-train.txt']],
    [['one.wav', 'two.wav', 'metadata.csv']],
    [['README.md', 'notes.txt']],
  ])('%j do not belong together', (names) => expect(alignNames(names)).toBeNull());

  it('orders the parts, and tells what has no partner', () => {
    const names = ['src-test.txt', 'tgt-val.txt', 'src-val.txt', 'src-train.txt', 'tgt-train.txt'];
    const aligned = alignNames(names)!;
    expect(aligned.pairs.map(({ split }) => split)).toEqual(['train', 'val']);
    expect(aligned.alone).toEqual(['src-test.txt']);
  });

  it('group dropped files', () => {
    expect(groupFiles(['/a/src-train.txt', '/b/tgt-train.txt'])).toHaveLength(1);
    expect(groupFiles(['/a/one.csv', '/a/two.csv'])).toEqual([['/a/one.csv'], ['/a/two.csv']]);
    expect(groupFiles(['/a/one.csv'])).toEqual([['/a/one.csv']]);
  });
});

describe('formats', () => {
  it('reads columns beside the sentences as what they are', async () => {
    const lines = Array.from(
      { length: 9 },
      (_, i) => `${100 + i}\tI see ${i}.\tJe vois ${i}.\tCC-BY 2.0 (France) Attribution: #${i}`,
    );
    const path = temporaryFile('fra.txt', `${lines.join('\r\n')}\r\nno tab here\r\n`);
    const text = await readPairs({ path, format: 'tab-separated-pairs' });
    expect([text.sources[3], text.targets[3]]).toEqual(['I see 3.', 'Je vois 3.']);
    expect(text.diagnoses).toEqual([expect.objectContaining({ code: 'lines-without-pair' })]);
  });

  it('takes names of languages from a header and turns the direction on demand', async () => {
    const path = temporaryFile('a.tsv', 'en\tfr\nGo now.\tVa !\nRun fast.\tCours vite !\n');
    expect((await summaryOf(path)).languages).toEqual(['en', 'fr']);
    const wanted = { source: 'fr', target: null };
    const text = await readPairs({ path, format: 'tab-separated-pairs' }, wanted);
    expect(text).toMatchObject({ source: 'fr', target: 'en', sources: ['Va !', 'Cours vite !'] });
    const wrong = { source: 'frr', target: null };
    await expect(readPairs({ path, format: 'tab-separated-pairs' }, wrong)).rejects.toMatchObject({
      code: 'no-such-language',
      message: expect.stringContaining('fr?'),
    });
  });

  it.each([
    ['labels', 'good film\tpos\nbad film\tneg\n', 20],
    ['a table', 'name\tage\nAnn\t31\nBob\t33\n', 20],
    ['times', '2024-01-01\tsunny\n2024-01-02\train\n', 20],
  ])('leaves %s to the tables', async (_, lines, times) => {
    const { format } = await inspectFile(temporaryFile('a.tsv', lines.repeat(times)));
    expect(format).toBe('csv');
  });

  it('leaves records that are no pairs to the tables', async () => {
    const lines = Array.from({ length: 20 }, (_, i) =>
      JSON.stringify({ audio_filepath: `a/${i}.wav`, duration: 1.5, text: `words of ${i}` }),
    );
    const { format } = await inspectFile(temporaryFile('manifest.jsonl', lines.join('\n')));
    expect(format).toBe('json-lines');
  });

  it('reads entities, inline codes and comments of TMX', async () => {
    const units = `<!-- <tu><tuv xml:lang="en"><seg>no</seg></tuv></tu> -->
      <tu><tuv xml:lang="en"><seg>A &amp; B &#233;<bpt i="1">&lt;b></bpt>, <hi>it&apos;s</hi></seg></tuv>
      <tuv lang="de"><seg>A und
      B</seg></tuv><tuv xml:lang="fr"><seg>A et B</seg></tuv></tu>
      <tu><tuv xml:lang="de"><seg>allein</seg></tuv></tu>`;
    const path = temporaryFile('a.tmx', `<tmx version="1.4"><header/><body>${units}</body></tmx>`);
    const text = await readPairs({ path, format: 'tmx' }, { source: 'en', target: 'de' });
    expect(text.sources).toEqual(["A & B é, it's"]);
    expect(text.targets).toEqual(['A und B']);
    expect(text.sides).toEqual(['de', 'en', 'fr']);
    expect(text.diagnoses.map(({ code }) => code)).toEqual([
      'units-without-pair',
      'more-languages',
    ]);
  });

  it('leaves out files whose lines do not match', async () => {
    const zip = zipOf({
      'train.en': 'a\nb\n',
      'train.fr': 'a\n',
      'val.en': 'c\n',
      'val.fr': 'd\n',
    });
    const { summary, diagnoses } = await inspectFile(temporaryFile('a.zip', zip));
    expect(summary).toMatchObject({ pairs: 1, assigned: { train: 0, val: 1, test: 0 } });
    expect(diagnoses[0]).toMatchObject({ code: 'unequal-lines', severity: 'error' });
  });
});

describe('diagnosis', () => {
  it('counts what is empty, double, the same or far too long', async () => {
    const lines = [
      'A house.\tUne maison.',
      'A house.\tUne maison.',
      'Taxi!\tTaxi!',
      'Nothing.\t',
      'One two.\tUn deux trois quatre cinq six sept huit neuf.',
    ];
    const path = temporaryFile('a.txt', lines.join('\n'));
    const { diagnoses } = await inspectFile(path, { format: 'tab-separated-pairs' });
    expect(diagnoses.map(({ code }) => code)).toEqual([
      'few-pairs',
      'empty-sides',
      'duplicate-pairs',
      'identical-sides',
    ]);
    expect(isOddRatio(2, 9)).toBe(true);
    expect(isOddRatio(1, 5)).toBe(false);
  });
});

describe('real data', () => {
  const tatoeba = dataPath('parallel/tatoeba-fra-eng-2017.zip');
  it.runIf(tatoeba)('Tatoeba English-French, as the archive comes', async () => {
    const { summary, diagnoses, compression } = await inspectFile(tatoeba!);
    expect(compression).toBe('zip');
    expect(summary).toMatchObject({ kind: 'parallel', pairs: 142_787, encoding: 'UTF-8' });
    expect(diagnoses[0]).toMatchObject({ code: 'archive-member', where: 'fra.txt' });
  });

  const opennmt = dataPath('parallel/opennmt-en-de.tar.gz');
  it.runIf(opennmt)('the layout of OpenNMT, with its parts', async () => {
    const { summary, diagnoses } = await inspectFile(opennmt!);
    expect(summary).toMatchObject({
      pairs: 10_050,
      languages: ['src', 'tgt'],
      assigned: { train: 10_000, val: 50, test: 0 },
    });
    expect(diagnoses.map(({ code }) => code)).toContain('without-partner');
  });

  const memory = dataPath('parallel/tatoeba-en-es-1000.tmx');
  it.runIf(memory)('a translation memory', async () => {
    expect(await summaryOf(memory!)).toMatchObject({ pairs: 1000, languages: ['en', 'es'] });
  });
});
