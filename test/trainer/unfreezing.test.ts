import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { languageModelTask } from '../../src/tasks/language-model/task.ts';
import { layerGroups, layerRates } from '../../src/trainer/layer-groups.ts';
import { createOptimizer } from '../../src/trainer/optimizers/index.ts';
import { trainingStep } from '../../src/trainer/training-step.ts';
import { Unfreezing } from '../../src/trainer/unfreezing.ts';
import { temporaryFile } from '../support/files.ts';

beforeAll(async () => {
  await loadBackend();
});

const names = [
  ...['embedding.table', 'rnn.0.input_kernel', 'rnn.0.bias', 'rnn.1.input_kernel'],
  ...['rnn.1.bias', 'output.kernel', 'output.bias'],
];

describe('layers of a network', () => {
  it('have rates that fall from the output down to the embedding, by 2.6 in ULMFiT', () => {
    const rates = layerRates(names, 2.6);
    expect(rates.get('output.kernel')).toBe(1);
    expect(rates.get('rnn.1.bias')).toBeCloseTo(1 / 2.6, 12);
    expect(rates.get('rnn.0.input_kernel')).toBeCloseTo(1 / 2.6 ** 2, 12);
    expect(rates.get('embedding.table')).toBeCloseTo(1 / 2.6 ** 3, 12);
    expect([...layerRates(names, 1).values()].every((rate) => rate === 1)).toBe(true);
  });

  it('lie in order: what reads the data, encoder, decoder, and all behind', () => {
    const translation = [
      ...['target.table', 'source.table', 'encoder.0.bias', 'encoder.0.reverse.bias'],
      ...['encoder.1.bias', 'decoder.0.bias', 'decoder.1.highway.kernel', 'bridge.0.kernel'],
      ...['attention.kernel', 'combine.bias', 'output.bias'],
    ];
    expect(layerGroups(translation)).toEqual([
      ['target.table', 'source.table'],
      ['encoder.0.bias', 'encoder.0.reverse.bias'],
      ['encoder.1.bias'],
      ['decoder.0.bias'],
      ['decoder.1.highway.kernel'],
      ['bridge.0.kernel', 'attention.kernel', 'combine.bias', 'output.bias'],
    ]);
    const forecasting = ['segment.kernel', 'rnn.0.bias', 'position.table', 'output.bias'];
    expect(layerGroups(forecasting)).toEqual([
      ['segment.kernel'],
      ['rnn.0.bias'],
      ['position.table', 'output.bias'],
    ]);
  });
});

describe('gradual unfreezing', () => {
  it('opens one layer after another, from above', () => {
    const unfreezing = new Unfreezing(names, 2);
    expect([...unfreezing.frozen(0)]).toEqual(names.slice(0, 5));
    expect([...unfreezing.frozen(1)]).toEqual(names.slice(0, 5));
    expect([...unfreezing.frozen(2)]).toEqual(names.slice(0, 3));
    expect([...unfreezing.frozen(4)]).toEqual(names.slice(0, 1));
    expect([...unfreezing.frozen(6)]).toEqual([]);
    expect([...new Unfreezing(names, 0).frozen(0)]).toEqual([]);
  });

  it('what is frozen stays to the last bit, weight decay included; the rest learns', async () => {
    const path = temporaryFile('text.txt', 'the cat sat on the mat. a dog ran.\n'.repeat(60));
    const { format, compression, hash } = await inspectFile(path);
    const settings = parseSettings(languageModelTask.descriptor.settings, {
      ...{ hidden_size: 8, num_layers: 2, batch_size: 4, bptt: 6, weight_decay: 0.1, seed: 2 },
      ...{ layer_rate_decay: 2.6 },
    });
    const session = await languageModelTask.open(
      { path, format, compression, hash },
      settings,
      new Random(2),
      { pause: async () => false },
    );
    const { parameters } = session;
    const read = () =>
      new Map([...parameters.entries()].map(([name, value]) => [name, [...value.dataSync()]]));
    const before = read();
    const optimizer = createOptimizer(parameters, settings);
    const frozen = new Unfreezing(parameters.names, 1).frozen(1);
    for (let step = 0; step < 3; step++) {
      session.nextBatch();
      const limits = { norm: 1, value: 0 };
      trainingStep(session, optimizer, new Random(1), limits, 0.1, undefined, frozen);
    }
    const after = read();
    expect(frozen.has('rnn.0.input_kernel')).toBe(true);
    expect(frozen.has('rnn.1.input_kernel')).toBe(false);
    for (const [name, values] of before) {
      if (frozen.has(name)) expect(after.get(name), name).toEqual(values);
      else expect(after.get(name), name).not.toEqual(values);
    }
    optimizer.dispose();
    session.dispose();
  });
});
