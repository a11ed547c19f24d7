import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import type { CellId } from '../../src/models/cells/cell.ts';
import type { ConnectionId } from '../../src/models/connections/connection-sizes.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { writeSafetensors } from '../../src/models/safetensors.ts';
import { RecurrentLanguageModel } from '../../src/tasks/language-model/model.ts';
import { readParameters } from '../../src/trainer/run-state.ts';
import {
  expectTorchStack,
  type PlainTensor,
  torchState,
  toTorchNames,
} from '../../src/weights/export/index.ts';
import { findLayers, inspectWeights, mapWeights, readWeightFile } from '../../src/weights/index.ts';
import { temporaryFile } from '../support/files.ts';

beforeAll(async () => {
  await loadBackend();
});

function parametersOf(
  cell: CellId,
  tieWeights: boolean,
  connection: ConnectionId = 'plain',
): ReadonlyMap<string, PlainTensor> {
  const parameters = new ParameterSet();
  const recurrent = {
    ...{ cell, hiddenSize: 6, numLayers: 2, dropout: 0, bidirectional: false },
    ...{ device: 'cpu' as const, kernel: 'reference' as const, connection },
  };
  const config = {
    ...{ vocabulary: 9, embeddingSize: 4, embeddingDropout: 0, outputDropout: 0, tieWeights },
    recurrent,
  };
  new RecurrentLanguageModel(config, parameters, new Random(3));
  const values = readParameters(parameters);
  parameters.dispose();
  return values;
}

function file(tensors: ReadonlyMap<string, PlainTensor>): string {
  const stored = [...tensors].map(
    ([name, { shape, values }]) => [name, { dtype: 'F32', shape, data: values }] as const,
  );
  return temporaryFile(
    'model.safetensors',
    writeSafetensors({ tensors: new Map(stored), metadata: {} }),
  );
}

describe('weights for other programs', () => {
  it.each([
    ['rnn', false],
    ['lstm', false],
    ['lstm', true],
    ['gru', false],
    ['gru', true],
  ] as const)('%s, tied %s, come back as they were', async (cell, tied) => {
    const before = parametersOf(cell, tied);
    const { tensors, own } = toTorchNames(before, cell);
    expect(own).toEqual([]);
    const read = await readWeightFile(file(tensors));
    const targets = new Map([...before].map(([name, { shape }]) => [name, shape]));
    const vocabulary = { size: 9, known: true };
    const { table, values } = mapWeights(read, findLayers(read), targets, { cell, vocabulary });
    expect(table.missing).toEqual([]);
    for (const [name, { values: expected }] of before) {
      expect([...values.get(name)!()], name).toEqual([...expected]);
    }
  });

  it.each(['rnn', 'lstm', 'gru'] as const)(
    '%s as a state dictionary are read like those that PyTorch wrote',
    async (cell) => {
      const { tensors } = toTorchNames(parametersOf(cell, true), cell);
      const bytes = torchState(tensors);
      expect(torchState(tensors)).toEqual(bytes);
      const read = await readWeightFile(temporaryFile('model.pt', bytes));
      const torch = await readWeightFile(join(import.meta.dirname, 'fixtures/lstm.pt'));
      expect(read.format).toBe(torch.format);
      expect([...read.tensors.keys()]).toEqual([...tensors.keys()]);
      for (const [name, { shape, values }] of tensors) {
        const own = read.tensors.get(name)!;
        expect(own.shape, name).toEqual([...shape]);
        expect([...own.values()], name).toEqual([...values]);
      }
    },
  );

  it('have the names and shapes of torch.nn', () => {
    const { tensors } = toTorchNames(parametersOf('lstm', true), 'lstm');
    const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      'embedding.weight': [9, 4],
      'rnn.weight_ih_l0': [24, 4],
      'rnn.weight_hh_l0': [24, 6],
      'rnn.bias_ih_l0': [24],
      'rnn.bias_hh_l0': [24],
      'rnn.weight_ih_l1': [24, 6],
      'rnn.weight_hh_l1': [24, 6],
      'rnn.bias_ih_l1': [24],
      'rnn.bias_hh_l1': [24],
      'projection.weight': [4, 6],
      'projection.bias': [4],
      'output.weight': [9, 4],
      'output.bias': [9],
    });
  });

  it('a cell that PyTorch lacks keeps its own names, which are told', () => {
    const before = parametersOf('gru-reset-before', false);
    const { tensors, own } = toTorchNames(before, 'gru-reset-before');
    expect(own).toContain('rnn.0.recurrent_kernel');
    expect(tensors.get('rnn.0.recurrent_kernel')).toEqual(before.get('rnn.0.recurrent_kernel'));
  });

  it.each(['residual', 'highway', 'dense'])('a %s stack is refused', (connection) => {
    expect(() => expectTorchStack({ layer_connection: 'plain' })).not.toThrow();
    expect(() => expectTorchStack({ layer_connection: connection })).toThrow(/plain stacks only/);
    const attending = { layer_connection: 'plain', past_attention: 'key-value' };
    expect(() => expectTorchStack(attending)).toThrow(/attends to past states/);
  });

  it.each(['highway', 'dense'] as const)('a checkpoint tells that its stack is %s', async (one) => {
    const before = parametersOf('lstm', false, one);
    const named = new Map([...before].map(([name, tensor]) => [`model/${name}`, tensor]));
    const read = await readWeightFile(file(named));
    expect(inspectWeights(read).settings).toMatchObject({ layer_connection: one, num_layers: 2 });
    const targets = new Map([...before].map(([name, { shape }]) => [name, shape]));
    const vocabulary = { size: 9, known: true };
    const mapped = mapWeights(read, findLayers(read), targets, { cell: 'lstm', vocabulary });
    expect(mapped.table.missing).toEqual([]);
  });

  it('the script that loads them into PyTorch compiles', () => {
    const script = readFileSync(join(import.meta.dirname, 'check-export.py'), 'utf8');
    const python = process.env['UNROLL_TEST_PYTHON'] ?? 'python3';
    const checked = spawnSync(python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
      input: script,
    });
    if (checked.error !== undefined) console.warn(`skipped: no ${python} here`);
    else expect(checked.status).toBe(0);
  });
});
