import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import type { CellId } from '../../src/models/cells/cell.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentLanguageModel } from '../../src/tasks/language-model/model.ts';
import { readParameters, restoreParameters } from '../../src/trainer/run-state.ts';
import {
  findLayers,
  inspectWeights,
  type MappedWeights,
  mapWeights,
  readWeightFile,
} from '../../src/weights/index.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const answers = JSON.parse(readFileSync(join(fixtures, 'answers.json'), 'utf8')) as {
  readonly tokens: number[];
  readonly scores: Readonly<Record<string, number[][]>>;
};
const vocabulary = { size: 11, known: true };

beforeAll(async () => {
  await loadBackend();
});

async function read(name: string) {
  const file = await readWeightFile(join(fixtures, name));
  return { file, inspection: inspectWeights(file), layers: findLayers(file) };
}

interface Network {
  readonly parameters: ParameterSet;
  readonly model: RecurrentLanguageModel;
  readonly targets: ReadonlyMap<string, number[]>;
}

function network(settings: Readonly<Record<string, unknown>>, tokens = vocabulary.size): Network {
  const parameters = new ParameterSet();
  const config = {
    vocabulary: tokens,
    embeddingSize: settings['embedding_size'] as number,
    embeddingDropout: 0,
    outputDropout: 0,
    tieWeights: settings['tie_weights'] === true,
    recurrent: {
      cell: settings['cell'] as CellId,
      hiddenSize: settings['hidden_size'] as number,
      numLayers: settings['num_layers'] as number,
      dropout: 0,
      bidirectional: false,
      device: 'cpu' as const,
      kernel: 'reference' as const,
    },
  };
  const model = new RecurrentLanguageModel(config, parameters, new Random(1));
  const targets = new Map([...parameters.entries()].map(([name, { shape }]) => [name, shape]));
  return { parameters, model, targets };
}

function apply({ parameters }: Network, { values }: MappedWeights): void {
  const model = readParameters(parameters);
  for (const [name, make] of values) {
    model.set(name, { shape: model.get(name)!.shape, values: make() });
  }
  restoreParameters(parameters, model);
}

function scores({ model }: Network): number[][] {
  return tf.tidy(() => {
    const context = { training: false, random: new Random(0) };
    const { outputs } = model.read(tf.tensor1d(answers.tokens, 'int32'), 1, null, context);
    return model.score(outputs).arraySync();
  });
}

describe('weights of other programs', () => {
  it.each(Object.keys(answers.scores))('%s answers as it did there, to 1e-5', async (name) => {
    const { file, inspection, layers } = await read(name);
    const own = network(inspection.settings);
    const cell = inspection.settings['cell'] as CellId;
    const mapped = mapWeights(file, layers, own.targets, { cell, vocabulary });
    expect(mapped.table.missing).toEqual([]);
    expect(mapped.table.leftOver).toEqual([]);
    apply(own, mapped);
    const found = scores(own);
    for (const [time, row] of answers.scores[name]!.entries()) {
      for (const [token, score] of row.entries()) expect(found[time]![token]).toBeCloseTo(score, 5);
    }
    own.parameters.dispose();
  });

  it('a token that the file lacks gets zeros and a score far below the others', async () => {
    const { file, inspection, layers } = await read('lstm.pt');
    const own = network(inspection.settings, 12);
    const options = { cell: 'lstm' as const, vocabulary: { size: 12, known: true } };
    apply(own, mapWeights(file, layers, own.targets, options));
    const found = scores(own);
    for (const [time, row] of answers.scores['lstm.pt']!.entries()) {
      expect(found[time]!.slice(0, 11)).toEqual(row.map((score) => expect.closeTo(score, 5)));
      expect(found[time]![11]).toBe(-20);
    }
    own.parameters.dispose();
  });

  it('without a known vocabulary neither embedding nor output has a source, and it says why', async () => {
    const { file, inspection, layers } = await read('lstm.pt');
    const own = network(inspection.settings);
    const options = { cell: 'lstm' as const, vocabulary: { size: 11, known: false } };
    const { table } = mapWeights(file, layers, own.targets, options);
    expect(table.missing.map(({ target }) => target)).toEqual([
      'embedding.table',
      'output.kernel',
      'output.bias',
    ]);
    for (const { why } of table.missing) expect(why).toContain('a vocabulary is needed');
    own.parameters.dispose();
  });

  it('another cell or size has no source, and it says why', async () => {
    const { file, layers } = await read('lstm.pt');
    const settings = { cell: 'gru', hidden_size: 6, num_layers: 3, embedding_size: 5 };
    const own = network(settings);
    const { table } = mapWeights(file, layers, own.targets, { cell: 'gru', vocabulary });
    const why = new Map(table.missing.map((one) => [one.target, one.why]));
    expect(why.get('rnn.0.bias')).toBe('rnn.l0 is LSTM 5 → 6, the network has GRU');
    expect(why.get('rnn.2.bias')).toBe('the file has no further recurrent layer');
    expect(table.leftOver.map(({ tensor }) => tensor)).toContain('rnn.weight_hh_l1');
    own.parameters.dispose();
  });

  it('a wish takes the layer that it names', async () => {
    const { file, inspection, layers } = await read('lstm.pt');
    const own = network(inspection.settings);
    const options = { cell: 'lstm' as const, vocabulary, wishes: { 'rnn.0': 'rnn.l7' } };
    const { table } = mapWeights(file, layers, own.targets, options);
    const first = table.missing.find(({ target }) => target === 'rnn.0.bias');
    expect(first?.why).toBe('the file has no recurrent layer rnn.l7');
    own.parameters.dispose();
  });
});
