import { describe, expect, it } from 'vitest';
import { inspectFile, readSequences } from '../../src/datasets/index.ts';
import { generateSequences } from '../../src/datasets/sequences/generated.ts';
import { suggestTasks, taskDescriptor } from '../../src/tasks/descriptors.ts';
import { dataPath } from '../support/data.ts';
import { temporaryFile } from '../support/files.ts';
import { tarOf } from '../support/tar.ts';

const columns = { label: '', series: '', values: [], stepLabels: false } as const;

async function read(name: string, content: string | Uint8Array, given: object = {}) {
  const path = temporaryFile(name, content);
  return readSequences({ path, format: null }, { ...columns, ...given });
}

describe('files of labelled series', () => {
  it('reads .ts: channels of unequal length, missing values, classes', async () => {
    const text = [
      '# A note',
      '@problemName Toy',
      '@timeStamps false',
      '@classLabel true a b',
      '@data',
      '1,2,3:4,5,?:a',
      '6:7:b',
    ].join('\n');
    const set = await read('Toy.ts', text);
    expect(set).toMatchObject({ target: 'class', channels: ['x0', 'x1'] });
    const [first, second] = set.sequences;
    expect(first).toMatchObject({ steps: 3, label: 'a' });
    expect([...first!.values]).toEqual([1, 4, 2, 5, 3, Number.NaN]);
    expect(second).toMatchObject({ steps: 1, label: 'b' });
  });

  it('names the line that is damaged', async () => {
    const text = '@classLabel true a b\n@data\n1,2:a\n1,x:b\n';
    await expect(read('Toy.ts', text)).rejects.toMatchObject({
      code: 'damaged-sequences',
      message: expect.stringContaining('line 4'),
    });
  });

  it('reads numbers as the target where @targetLabel says so', async () => {
    const set = await read(
      'Sum.ts',
      '@timeStamps false\n@targetLabel true\n@data\n1,2:3.5\n2,2:4\n',
    );
    expect(set.target).toBe('number');
    expect(set.sequences.map(({ label }) => label)).toEqual(['3.5', '4']);
  });

  it('keeps the parts of a pair of files, in each of its forms', async () => {
    const forms = {
      ts: ['@classLabel true u d\n@data\n1,2:u\n2,1:d\n', '@classLabel true u d\n@data\n3,4:u\n'],
      csv: [
        'series,step,label,x0\n0,0,u,1\n0,1,u,2\n1,0,d,2\n1,1,d,1\n',
        'series,step,label,x0\n0,0,u,3\n0,1,u,4\n',
      ],
      tsv: ['u\t1\t2\nd\t2\t1\n', 'u\t3\t4\n'],
      txt: ['u  1 2\nd  2 1\n', 'u  3 4\n'],
    };
    for (const [extension, [train, test]] of Object.entries(forms)) {
      const bytes = await tarOf({
        [`P_TRAIN.${extension}`]: train!,
        [`P_TEST.${extension}`]: test!,
      });
      const { sequences } = await read('P.tar', bytes);
      const found = sequences.map(({ part, label, values }) => [part, label, ...values]);
      expect(found, extension).toEqual([
        ['train', 'u', 1, 2],
        ['train', 'd', 2, 1],
        ['test', 'u', 3, 4],
      ]);
    }
  });

  it('refuses an archive of several data sets and names them', async () => {
    const bytes = await tarOf({
      'A_TRAIN.tsv': 'u\t1\t2\n',
      'A_TEST.tsv': 'u\t1\t2\n',
      'B_TRAIN.tsv': 'u\t1\t2\n',
      'B_TEST.tsv': 'u\t1\t2\n',
    });
    await expect(read('all.tar', bytes)).rejects.toMatchObject({
      code: 'several-data-sets',
      message: expect.stringMatching(/A, B/),
    });
  });
});

describe('tables as sequences', () => {
  const long = 'id,label,x\na,up,1\nb,down,5\na,up,2\nb,down,4\nb,down,3\n';

  it('gathers the rows of a series in order, however they are mixed', async () => {
    const set = await read('long.csv', long, { series: 'id', label: 'label' });
    expect(set.sequences.map(({ name, label, values }) => [name, label, ...values])).toEqual([
      ['a', 'up', 1, 2],
      ['b', 'down', 5, 4, 3],
    ]);
  });

  it('refuses a label that changes within a series, unless steps are labelled', async () => {
    const changing = 'id,label,x\na,up,1\na,down,2\n';
    const given = { series: 'id', label: 'label' };
    await expect(read('long.csv', changing, given)).rejects.toMatchObject({
      code: 'changing-label',
    });
    const set = await read('long.csv', changing, { ...given, stepLabels: true });
    expect(set.sequences[0]!.stepLabels).toEqual(['up', 'down']);
  });

  it('reads each row as a sequence, shorter where its end is missing', async () => {
    const set = await read('wide.csv', 'label,a,b,c\nx,1,2,3\ny,4,5,\n', { label: 'label' });
    expect(set.sequences.map(({ steps, label }) => [steps, label])).toEqual([
      [3, 'x'],
      [2, 'y'],
    ]);
  });

  it('names the nearest column', async () => {
    await expect(read('long.csv', long, { label: 'lable' })).rejects.toMatchObject({
      code: 'no-such-column',
      message: expect.stringContaining('did you mean label'),
    });
  });
});

describe('made-up problems of memory', () => {
  const recipe = { length: 40, train: 30, val: 5, test: 5, seed: 3 };

  it('adds the two marked values, one in each half', () => {
    const { sequences, target } = generateSequences({ ...recipe, generate: 'adding' });
    expect(target).toBe('number');
    expect(sequences.filter(({ part }) => part === 'train')).toHaveLength(30);
    for (const { values, label } of sequences) {
      const marked = Array.from({ length: 40 }, (_, step) => step).filter(
        (step) => values[2 * step + 1] === 1,
      );
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(20);
      expect(marked[1]).toBeGreaterThanOrEqual(20);
      const sum = marked.reduce((total, step) => total + values[2 * step]!, 0);
      expect(Number(label)).toBeCloseTo(sum, 5);
    }
  });

  it('asks for ten symbols again after the blanks', () => {
    const { sequences, target } = generateSequences({ ...recipe, generate: 'copying' });
    expect(target).toBe('steps');
    for (const { values, stepLabels, steps } of sequences) {
      expect(steps).toBe(60);
      const shown = Array.from({ length: 10 }, (_, step) =>
        String(values.subarray(step * 10, step * 10 + 8).indexOf(1) + 1),
      );
      expect(stepLabels!.slice(50)).toEqual(shown);
      expect(stepLabels!.slice(0, 50).every((label) => label === '')).toBe(true);
      expect(values[49 * 10 + 9]).toBe(1);
    }
  });

  it('makes the same sequences from the same seed and others from another', () => {
    const [first, again, other] = [3, 3, 4].map((seed) =>
      generateSequences({ ...recipe, seed, generate: 'adding' }).sequences.map(
        ({ label }) => label,
      ),
    );
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('is read from a recipe file, and a wrong value is named', async () => {
    const set = await read('adding.json', JSON.stringify({ ...recipe, generate: 'adding' }));
    expect(set.sequences).toHaveLength(40);
    await expect(
      read('adding.json', JSON.stringify({ ...recipe, generate: 'adding', length: 1 })),
    ).rejects.toMatchObject({ code: 'invalid-recipe', message: expect.stringContaining('length') });
  });
});

const optdigits = dataPath('classify/optdigits-1797.csv.gz');
const images = dataPath('classify/mnist-t10k-images-idx3-ubyte.gz');
const archive = dataPath('classify/series-classification.tar.gz');

describe('real files', () => {
  it.runIf(optdigits !== null)('suggests to read handwritten digits line by line', async () => {
    const { summary } = await inspectFile(optdigits!);
    const [first] = suggestTasks(summary);
    expect(first).toMatchObject({
      task: 'classification',
      settings: { sequences: 'row', label_column: 'column_65', values_per_step: 8 },
    });
    expect(() => taskDescriptor(first!.task)).not.toThrow();
  });

  it.runIf(images !== null)('reads pictures without labels', async () => {
    const { summary, diagnoses } = await inspectFile(images!);
    expect(summary).toMatchObject({
      kind: 'sequences',
      sequences: 10_000,
      image: { height: 28, width: 28 },
    });
    expect(diagnoses.map(({ code }) => code)).toContain('unlabelled-sequences');
  });

  it.runIf(archive !== null)('names the data sets of an archive that holds three', async () => {
    await expect(inspectFile(archive!)).rejects.toMatchObject({
      code: 'several-data-sets',
      message: expect.stringMatching(/JapaneseVowels/),
    });
  });
});
