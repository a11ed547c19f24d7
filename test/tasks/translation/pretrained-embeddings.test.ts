import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import { inspectFile } from '../../../src/datasets/index.ts';
import type { TaskSession } from '../../../src/tasks/task.ts';
import { translationTask } from '../../../src/tasks/translation/task.ts';
import { temporaryFile } from '../../support/files.ts';

beforeAll(async () => {
  await loadBackend();
});

const names = ['Ann', 'Bob', 'Eve', 'Tom', 'Kim', 'Leo', 'Mia', 'Zoe'];
const deeds = [
  ['sees a cat', 'voit un chat'],
  ['has a dog', 'a un chien'],
  ['likes tea', 'aime le thé'],
  ['is at home', 'est à la maison'],
  ['reads books', 'lit des livres'],
];
const pairs = names.flatMap((name) =>
  deeds.map(([source, target]) => `${name} ${source}.\t${name} ${target}.`),
);
const english = 'cat 1 2 3\nann 4 5 6\na 7 8 9\n';
const french = 'chat -1 -2 -3\na -7 -8 -9\nAnn -4 -5 -6\n';
const common = {
  ...{ tokens: 'word', embedding_size: 3, hidden_size: 8, batch_size: 4, seed: 2 },
  ...{ val_fraction: 0.2, test_fraction: 0.2 },
};

async function open(given: Readonly<Record<string, unknown>>): Promise<TaskSession> {
  const path = temporaryFile('pairs.txt', `${pairs.join('\n')}\n`);
  const { format, compression, hash } = await inspectFile(path);
  const settings = parseSettings(translationTask.descriptor.settings, { ...common, ...given });
  const data = { path, format, compression, hash };
  return translationTask.open(data, settings, new Random(2), { pause: async () => false });
}

/** Rows of a table that are whole numbers: those that a file has. */
function known(session: TaskSession, table: string): string[] {
  const rows = session.parameters.get(table).arraySync() as number[][];
  return rows.filter((row) => row.every(Number.isInteger)).map((row) => row.join(' '));
}

describe('embeddings of translation that start from word vectors', () => {
  const files = () => ({
    source_embedding_file: temporaryFile('en.txt', english),
    target_embedding_file: temporaryFile('fr.txt', french),
  });

  it('have each side its own, capitals included, and say how many words are known', async () => {
    const session = await open({ ...files(), shared_vocabulary: false });
    expect(known(session, 'source.table').sort()).toEqual(['1 2 3', '4 5 6', '7 8 9']);
    expect(known(session, 'target.table').sort()).toEqual(['-1 -2 -3', '-4 -5 -6', '-7 -8 -9']);
    const told = session.facts.details.filter(([name]) => name.startsWith('Pretrained'));
    expect(told.map(([name]) => name)).toEqual([
      'Pretrained vectors of the source',
      'Pretrained vectors of the target',
    ]);
    for (const [, text] of told) expect(text).toMatch(/^3 of \d+ words, \d+ % of the text$/);
    session.dispose();
  });

  it('share one table where the vocabulary is one: the source goes first', async () => {
    const session = await open(files());
    expect(session.parameters.names).not.toContain('source.table');
    expect(known(session, 'target.table').sort()).toEqual(['-1 -2 -3', '1 2 3', '4 5 6', '7 8 9']);
    session.dispose();
  });

  it('leave all else as it is drawn without them', async () => {
    const [with_, without] = [await open(files()), await open({})];
    for (const name of with_.parameters.names.filter((one) => one !== 'target.table')) {
      const [a, b] = [with_, without].map(({ parameters }) => [...parameters.get(name).dataSync()]);
      expect(a, name).toEqual(b);
    }
    with_.dispose();
    without.dispose();
  });

  it('of another width, or from no file, are refused', async () => {
    await expect(open({ ...files(), embedding_size: 5 })).rejects.toMatchObject({
      code: 'embedding-width',
      hint: 'Set embedding_size to 3.',
    });
    await expect(open({ source_embedding_file: '/nowhere.vec' })).rejects.toMatchObject({
      code: 'unusable-vectors',
      where: 'source_embedding_file',
    });
  });
});
