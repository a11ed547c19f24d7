import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import { inspectFile } from '../../../src/datasets/index.ts';
import { languageModelTask } from '../../../src/tasks/language-model/task.ts';
import type { TaskSession } from '../../../src/tasks/task.ts';
import { createOptimizer } from '../../../src/trainer/optimizers/index.ts';
import { trainingStep } from '../../../src/trainer/training-step.ts';
import { temporaryFile } from '../../support/files.ts';

beforeAll(async () => {
  await loadBackend();
});

const text = 'The cat sat on the mat. A dog ran to the cat!\n'.repeat(60);
const vectors = 'the 0.5 0.25 -1\ncat 2 3 4\nunused 7 7 7\n';
const common = { tokens: 'word', hidden_size: 8, batch_size: 4, bptt: 6, dropout: 0, seed: 2 };

async function open(given: Readonly<Record<string, unknown>>): Promise<TaskSession> {
  const path = temporaryFile('text.txt', text);
  const { format, compression, hash } = await inspectFile(path);
  const settings = parseSettings(languageModelTask.descriptor.settings, { ...common, ...given });
  const data = { path, format, compression, hash };
  return languageModelTask.open(data, settings, new Random(2), { pause: async () => false });
}

/** Rows of the embedding before and after some steps. */
async function learn(given: Readonly<Record<string, unknown>>) {
  const session = await open(given);
  const settings = parseSettings(languageModelTask.descriptor.settings, {
    ...common,
    ...given,
    weight_decay: 0.1,
  });
  const table = session.parameters.get('embedding.table');
  const before = table.arraySync() as number[][];
  const optimizer = createOptimizer(session.parameters, settings);
  for (let step = 0; step < 3; step++) {
    session.nextBatch();
    trainingStep(session, optimizer, new Random(1), { norm: 0, value: 0 }, 0.1);
  }
  const after = session.parameters.get('embedding.table').arraySync() as number[][];
  const kernel = session.parameters.get('rnn.0.input_kernel').dataSync().slice();
  optimizer.dispose();
  const { facts } = session;
  session.dispose();
  return { before, after, facts, kernel };
}

describe('an embedding that starts from word vectors', () => {
  const file = () => temporaryFile('vectors.txt', vectors);

  it('has them for the words that are there, capitals included, and says how many', async () => {
    const { before, after, facts } = await learn({ embedding_file: file() });
    const known = before.filter((row) => row.join() === '0.5,0.25,-1');
    expect(known.length).toBe(2);
    expect(before.filter((row) => row.join() === '2,3,4').length).toBe(1);
    expect(after).not.toEqual(before);
    // "The", "the" twice and "cat" twice are five of the fifteen tokens of a line.
    expect(facts.details).toContainEqual(['Pretrained vectors', '3 of 13 words, 33 % of the text']);
  });

  it('stays as it is where that is wished, while the rest learns', async () => {
    const path = file();
    const frozen = await learn({ embedding_file: path, freeze_embedding: true });
    expect(frozen.after).toEqual(frozen.before);
    const session = await open({ embedding_file: path, freeze_embedding: true });
    const first = session.parameters.get('rnn.0.input_kernel').dataSync();
    expect([...frozen.kernel]).not.toEqual([...first]);
    session.dispose();
  });

  it('another width and a frozen output layer are refused', async () => {
    const path = file();
    await expect(open({ embedding_file: path, embedding_size: 5 })).rejects.toMatchObject({
      code: 'embedding-width',
    });
    await expect(
      open({ embedding_file: path, freeze_embedding: true, tie_weights: true }),
    ).rejects.toMatchObject({ code: 'frozen-and-tied' });
  });
});
