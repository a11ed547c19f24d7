import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import type { OnnxFile } from '../../src/models/onnx/index.ts';
import { writeSafetensors } from '../../src/models/safetensors.ts';
import { tasks } from '../../src/tasks/index.ts';
import { evaluate } from '../support/onnx/evaluate.ts';
import { readModel } from '../support/onnx/read-model.ts';
import { tones } from '../support/recordings.ts';
import { tarOf } from '../support/tar.ts';

const small = { hidden_size: 5, num_layers: 2, batch_size: 4 } as const;
const random = new Random(4);
const noise = () => random.normal().toFixed(3);

const table = ['a,b', ...Array.from({ length: 200 }, () => `${noise()},${10 + Number(noise())}`)];
const shapes = Array.from({ length: 40 }, (_, row) =>
  [row % 3, ...Array.from({ length: 12 }, noise)].join(),
);
const numbers = Array.from({ length: 40 }, (_, row) =>
  [row / 7, ...Array.from({ length: 12 }, noise)].join(),
);
const series = Array.from({ length: 40 }, (_, row) =>
  Array.from({ length: 3 + (row % 4) }, (_, step) =>
    [row, step, noise(), noise(), (row + step) % 2 === 0 ? 'even' : 'odd'].join(),
  ),
).flat();
const texts = Array.from({ length: 40 }, (_, row) =>
  JSON.stringify({ text: 'abcab'.slice(0, 2 + (row % 3)), label: row % 2 === 0 ? 'x' : 'y' }),
);
const head = Array.from({ length: 12 }, (_, at) => `v${at}`).join();
/** Words as pairs of tones. */
const words = Object.fromEntries(
  Array.from({ length: 12 }, (_, take) => {
    const [word, from, to] =
      take % 2 === 0 ? (['low', 300, 500] as const) : (['high', 1800, 1500] as const);
    return [`${word}_${take}.wav`, tones(from, to, { seconds: 0.12 + take / 100, seed: take })];
  }),
);
const files: Readonly<Record<string, string | Promise<Uint8Array>>> = {
  'words.tar': tarOf(words),
  'text.txt': 'the cat sat on the mat. a dog ran to the cat!\n'.repeat(30),
  'table.csv': table.join('\n'),
  'shapes.csv': [`label,${head}`, ...shapes].join('\n'),
  'numbers.csv': [`label,${head}`, ...numbers].join('\n'),
  'series.csv': ['id,step,x,y,label', ...series].join('\n'),
  'texts.jsonl': texts.join('\n'),
  'pieces.json': JSON.stringify(
    Array.from({ length: 8 }, (_, piece) =>
      Array.from({ length: 4 + piece }, (_, step) => [60 + ((piece + step) % 12)]),
    ),
  ),
};

type Case = [name: string, task: string, file: string, settings: Record<string, unknown>];
const text = { bptt: 8, embedding_size: 5 };
const window = { input_length: 10, horizon: 5, segment_length: 4, season_length: 6 };
const rows = { sequences: 'row', label_column: 'label', values_per_step: 3 };
const steps = { sequences: 'series', series_column: 'id', label_column: 'label', target: 'steps' };
const sound = { split: 'random', tokens: 'word', bands: 16 };
const sentences = { sequences: 'text', text_column: 'text', label_column: 'label' };
const cases: readonly Case[] = [
  ['lstm', 'language-model', 'text.txt', { ...text, cell: 'lstm', tie_weights: false }],
  ['lstm-tied', 'language-model', 'text.txt', { ...text, cell: 'lstm', tie_weights: true }],
  [
    'gru-projected',
    'language-model',
    'text.txt',
    { bptt: 8, embedding_size: 3, cell: 'gru', tie_weights: true },
  ],
  ['rnn', 'language-model', 'text.txt', { ...text, cell: 'rnn', num_layers: 1 }],
  ['gru-before', 'language-model', 'text.txt', { ...text, cell: 'gru-reset-before' }],
  ['last', 'classification', 'shapes.csv', { ...rows, bidirectional: true, cell: 'lstm' }],
  ['mean', 'classification', 'shapes.csv', { ...rows, pooling: 'mean' }],
  ['max', 'classification', 'texts.jsonl', { ...sentences, pooling: 'max', bidirectional: true }],
  ['attention', 'classification', 'texts.jsonl', { ...sentences, pooling: 'attention' }],
  ['number', 'classification', 'numbers.csv', { ...rows, target: 'number' }],
  ['steps', 'classification', 'series.csv', { ...steps, bidirectional: true }],
  ['last-value', 'forecasting', 'table.csv', { ...window, normalization: 'last-value' }],
  ['mean-std', 'forecasting', 'table.csv', { ...window, normalization: 'mean-std' }],
  ['season', 'forecasting', 'table.csv', { ...window, normalization: 'season', cell: 'lstm' }],
  [
    'joint',
    'forecasting',
    'table.csv',
    {
      ...window,
      normalization: 'none',
      channels: 'joint',
      decoding: 'direct',
      bidirectional: true,
    },
  ],
  ['joint-parallel', 'forecasting', 'table.csv', { ...window, channels: 'joint', cell: 'lstm' }],
  ['direct', 'forecasting', 'table.csv', { ...window, decoding: 'direct' }],
  ['frames', 'polyphony', 'pieces.json', {}],
  ['features', 'speech', 'words.tar', { ...sound, cell: 'lstm', frame_stacking: 2 }],
  ['features-forward', 'speech', 'words.tar', { ...sound, bidirectional: false }],
];

let folder: string;
const written = new Map<string, OnnxFile>();

async function open(task: string, file: string, settings: Record<string, unknown>) {
  const path = join(folder, file);
  writeFileSync(path, await files[file]!);
  const { format, compression, hash } = await inspectFile(path);
  const own = tasks.find(({ descriptor }) => descriptor.id === task)!;
  const checked = parseSettings(own.descriptor.settings, { ...small, ...settings });
  const data = { path, format, compression, hash };
  return own.open(data, checked, new Random(3), { pause: async () => false });
}

beforeAll(async () => {
  await loadBackend();
  folder = mkdtempSync(join(tmpdir(), 'unroll-onnx-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('networks as ONNX', () => {
  it.each(cases)('%s of %s answer as the network does, to 1e-5', async (name, task, file, set) => {
    const session = await open(task, file, set);
    // Biases are zero at the beginning, which would hide where they go.
    for (const variable of session.parameters.list()) {
      const values = variable.dataSync<'float32'>().map((value) => value + random.normal() / 5);
      const moved = tf.tensor(values, variable.shape);
      variable.assign(moved);
      moved.dispose();
    }
    const exported = session.onnx!();
    session.dispose();
    written.set(name, exported);
    const model = readModel(exported.bytes);
    const check = new Map(
      [...exported.check].map(([own, { shape, values }]) => [
        own,
        { shape, data: Float64Array.from(values) },
      ]),
    );
    expect([...model.inputs, ...model.outputs].sort()).toEqual([...check.keys()].sort());
    expect(model.facts.get('task')).toBe(task);
    const answers = evaluate(model, check);
    for (const [output, { shape, data }] of answers) {
      const expected = check.get(output)!;
      expect(shape, output).toEqual(expected.shape);
      const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      data.forEach((value, place) => {
        expect(Math.abs(value - expected.data[place]!), output).toBeLessThan(1e-5 * largest);
      });
    }
  });

  it('are the same to onnxruntime, where Python has it', { timeout: 120_000 }, () => {
    const python = process.env['UNROLL_TEST_PYTHON'] ?? 'python3';
    const has = spawnSync(python, ['-c', 'import onnx, onnxruntime, safetensors']);
    if (has.status !== 0) {
      console.warn(`left out: ${python} has no onnxruntime`);
      expect(written.size).toBe(cases.length);
      return;
    }
    const folders = [...written].map(([name, { bytes, check }]) => {
      const own = join(folder, name);
      mkdirSync(own);
      writeFileSync(join(own, 'model.onnx'), bytes);
      const tensors = [...check].map(
        ([tensor, { shape, values }]) => [tensor, { dtype: 'F32', shape, data: values }] as const,
      );
      const packed = writeSafetensors({ tensors: new Map(tensors), metadata: {} });
      writeFileSync(join(own, 'check.safetensors'), packed);
      return own;
    });
    const script = join(import.meta.dirname, 'check-onnx.py');
    const run = spawnSync(python, [script, ...folders], { encoding: 'utf8' });
    if (process.env['UNROLL_TEST_PYTHON'] !== undefined) console.log(run.stdout);
    expect(run.stdout + run.stderr).not.toMatch(/instead of|lacks|Error/);
    expect(run.status).toBe(0);
  });

  it.each([
    ['layer_norm', { layer_norm: true }],
    ['zoneout_h', { zoneout_h: 0.1 }],
    ['layer_connection', { layer_connection: 'residual' }],
    ['cell', { cell: 'mingru' }],
  ])('are refused with the setting that ONNX lacks: %s', async (where, changes) => {
    const session = await open('language-model', 'text.txt', { ...text, ...changes });
    expect(() => session.onnx!()).toThrow(
      expect.objectContaining({ code: 'not-in-onnx', where }) as Error,
    );
    session.dispose();
  });

  it.each([
    ['decoding', { decoding: 'recursive', normalization: 'mean-std' }],
    ['output', { output: 'quantiles' }],
    ['past_columns', { past_columns: ['b'] }],
  ])('and a forecaster with %s likewise', async (where, changes) => {
    const session = await open('forecasting', 'table.csv', { ...window, ...changes });
    expect(() => session.onnx!()).toThrow(
      expect.objectContaining({ code: 'not-in-onnx', where }) as Error,
    );
    session.dispose();
  });
});
