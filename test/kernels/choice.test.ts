import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { type BackendFacts, loadBackend } from '../../src/backend/tensorflow.ts';
import type { JobOf, TrainerMessage } from '../../src/contract/index.ts';
import { type KernelTimes, measureKernels } from '../../src/kernels/choice/measurement.ts';
import { shapeClass } from '../../src/kernels/choice/shape-class.ts';
import {
  chooseByMeasurement,
  chooseKernel,
  KernelRecord,
  kernels,
} from '../../src/kernels/index.ts';
import type { KernelCase, KernelId, SequenceKernel } from '../../src/kernels/kernel.ts';
import { reference } from '../../src/kernels/reference.ts';
import { cellById } from '../../src/models/cells/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack } from '../../src/models/recurrent-stack.ts';
import { CheckpointFolder } from '../../src/trainer/checkpoints/index.ts';
import { JobHost } from '../../src/trainer/job-host.ts';
import { train } from '../../src/trainer/jobs/train.ts';
import { version } from '../../src/trainer/version.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { smallText } from '../trainer/support/small-data.ts';

let backend: BackendFacts;
beforeAll(async () => {
  backend = await loadBackend();
});
afterEach(() => {
  chooseByMeasurement(null);
  vi.restoreAllMocks();
});

const lstmCase = (changes: Partial<KernelCase> = {}): KernelCase => ({
  cell: cellById('lstm'),
  shape: { input: 16, hidden: 24 },
  device: backend.device,
  sequence: { time: 10, batch: 4 },
  ...changes,
});

const newRecord = (machine = 'a machine') =>
  new KernelRecord(join(temporaryHome(), 'kernel-times.json'), machine);

/** Every candidate slow but one. */
const fastest = (id: string): KernelTimes =>
  Object.fromEntries(kernels.map((kernel) => [kernel.id, kernel.id === id ? 1 : 9]));

describe('classes of shapes', () => {
  const of = (hidden: number, changes: Partial<KernelCase> = {}) =>
    shapeClass(lstmCase({ shape: { input: hidden, hidden }, ...changes }));

  it('joins sizes within half an octave and parts others', () => {
    expect(of(650)).toBe(of(640));
    expect(of(650)).not.toBe(of(512));
    expect(of(650)).not.toBe(of(1500));
  });

  it('depends on features, not on their order, and on cell and sequence', () => {
    const features = ['zoneout', 'reverse'] as const;
    expect(of(8, { features })).toBe(of(8, { features: [...features].reverse() }));
    expect(of(8, { features })).not.toBe(of(8));
    expect(of(8, { cell: cellById('gru') })).not.toBe(of(8));
    expect(of(8, { sequence: { time: 100, batch: 4 } })).not.toBe(of(8));
  });
});

describe('the choice', () => {
  const able = () => kernels.filter((kernel) => kernel.supports(lstmCase()));
  const fast = () => able().filter(({ id }) => id !== 'reference');

  it('takes the fastest of what was measured before, without measuring', () => {
    for (const { id } of fast()) {
      const record = newRecord();
      record.set(shapeClass(lstmCase()), fastest(id));
      const heard = vi.fn();
      chooseByMeasurement(record, heard);
      expect(chooseKernel(lstmCase()).id).toBe(id);
      expect(heard).not.toHaveBeenCalled();
    }
  });

  it('goes by the order of the list where times differ by noise only', () => {
    const record = newRecord();
    const times = fast().map(({ id }, i) => [id, 1 - 0.01 * i] as const);
    record.set(shapeClass(lstmCase()), Object.fromEntries(times));
    chooseByMeasurement(record);
    expect(chooseKernel(lstmCase()).id).toBe(fast()[0]?.id ?? 'reference');
  });

  it('measures what the record lacks, once, and again when a kernel has been added', () => {
    const record = newRecord();
    const heard = vi.fn();
    chooseByMeasurement(record, heard);
    const chosen = chooseKernel(lstmCase());
    const expected = fast().length > 1 ? 1 : 0;
    expect(heard).toHaveBeenCalledTimes(expected);
    expect(chooseKernel(lstmCase())).toBe(chosen);
    expect(heard).toHaveBeenCalledTimes(expected);
    if (expected === 0) return;
    expect(Object.keys(record.get(shapeClass(lstmCase()))!)).toEqual(fast().map(({ id }) => id));
    record.set(shapeClass(lstmCase()), { [fast()[0]!.id]: 1 });
    chooseKernel(lstmCase());
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('measures nothing where the kernel is named, alone, or the sequence unknown', () => {
    const heard = vi.fn();
    chooseByMeasurement(newRecord(), heard);
    expect(chooseKernel(lstmCase(), 'reference').id).toBe('reference');
    const alone = lstmCase({ device: 'wasm' });
    expect(chooseKernel(alone).id).toBe('reference');
    const { sequence: _, ...unknown } = lstmCase();
    chooseKernel(unknown);
    expect(heard).not.toHaveBeenCalled();
  });

  it('a measurement runs every candidate forwards and back, leaves nothing, and skips giants', () => {
    const features = ['reverse'] as const;
    const before = tf.memory().numTensors;
    const times = measureKernels(lstmCase({ features }), able());
    expect(Object.keys(times!)).toEqual(able().map(({ id }) => id));
    for (const time of Object.values(times!)) expect(time).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
    const giant = { input: 8192, hidden: 8192 };
    expect(measureKernels(lstmCase({ shape: giant }), able())).toBeNull();
  });

  it('does not give a kernel up that another program has held up once', () => {
    const wait = (milliseconds: number) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    };
    const waiting = (id: KernelId, delays: readonly number[]): SequenceKernel => {
      let calls = 0;
      return {
        ...{ id, supports: () => true },
        run: (...inputs) => {
          wait(delays[Math.min(calls++, delays.length - 1)]!);
          return reference.run(...inputs);
        },
      };
    };
    // Once to make warm, once held up, then fast; and one that is always slow.
    const times = measureKernels(lstmCase(), [
      waiting('native', [0, 400, 0]),
      waiting('tensorflow-bptt', [50]),
    ])!;
    expect(times['native']).toBeLessThan(times['tensorflow-bptt']!);
  });

  it('measures kernels with every option', () => {
    const all = ['reverse', 'lengths', 'recurrent-dropout', 'zoneout', 'layer-norm'] as const;
    const kernelCase = lstmCase({ features: all });
    const supporting = kernels.filter((kernel) => kernel.supports(kernelCase));
    const times = measureKernels(kernelCase, supporting);
    expect(Object.keys(times!)).toEqual(supporting.map(({ id }) => id));
  });
});

describe('the kernel that a run uses', () => {
  /** Operations of one kernel only, by which it is known. */
  const marks: Readonly<Record<string, string>> = {
    'tensorflow-block': 'BlockLSTMGrad',
    'tensorflow-bptt': 'LSTMBlockCellGrad',
  };

  function operationsOf(work: () => void): Set<string> {
    const names = new Set<string>();
    const native = tf.backend() as unknown as {
      executeMultipleOutputs(name: string, ...rest: unknown[]): tf.Tensor[];
    };
    if (backend.device === 'wasm') return names;
    const execute = native.executeMultipleOutputs.bind(native);
    vi.spyOn(native, 'executeMultipleOutputs').mockImplementation((name, ...rest) => {
      names.add(name);
      return execute(name, ...rest);
    });
    work();
    return names;
  }

  it('is the one that was the fastest, and that one is really called', () => {
    for (const [id, mark] of Object.entries(marks)) {
      if (backend.device === 'wasm') continue;
      const record = newRecord();
      record.set(shapeClass(lstmCase()), fastest(id));
      chooseByMeasurement(record);
      const stack = new RecurrentStack(
        {
          ...{ cell: 'lstm', inputSize: 16, hiddenSize: 24, numLayers: 1, dropout: 0 },
          ...{ bidirectional: false, device: backend.device, sequence: { time: 10, batch: 4 } },
        },
        new ParameterSet(),
        new Random(1),
      );
      expect(stack.kernel).toBe(id);
      const context = { training: true, random: new Random(2) };
      const names = operationsOf(() =>
        tf.tidy(() => {
          const x = tf.ones<tf.Rank.R3>([10, 4, 16]);
          tf.grad((given) => stack.run(given as tf.Tensor3D, null, context).outputs)(x).dataSync();
        }),
      );
      for (const [other, name] of Object.entries(marks)) {
        expect(names.has(name), `${name} for ${id}`).toBe(other === id);
      }
      expect(names.has(mark)).toBe(true);
      vi.restoreAllMocks();
    }
  });

  async function runJob(job: JobOf<'train'>): Promise<TrainerMessage[]> {
    const messages: TrainerMessage[] = [];
    await train(job, new JobHost((message) => messages.push(message)));
    return messages;
  }
  const kernelOf = (messages: readonly TrainerMessage[]) =>
    messages.flatMap((message) => (message.type === 'started' ? message.environment.kernel : []));

  it('is told, stored, and taken again when the run goes on, whatever is the fastest by then', async () => {
    const folder = temporaryHome();
    const kernelTimes = join(folder, 'kernel-times.json');
    const { processor, threads, tensorflow } = backend;
    const machine = `${processor}, ${threads} threads, TensorFlow ${tensorflow}, Unroll ${version}`;
    const job: JobOf<'train'> = {
      kind: 'train',
      task: 'language-model',
      data: smallText(folder),
      settings: { cell: 'lstm', hidden_size: 8, batch_size: 4, bptt: 8, max_steps: 2 },
      directory: join(folder, 'run'),
      resume: false,
      kernelTimes,
    };
    const first = await runJob(job);
    const measured = first.filter(
      (message) => message.type === 'event' && message.code === 'kernels-measured',
    );
    expect(measured).toHaveLength(existsSync(kernelTimes) ? 1 : 0);
    const [began] = kernelOf(first);
    const kept = await new CheckpointFolder(job.directory).read('last');
    expect(kept!.progress.kernel).toBe(began);
    if (backend.device === 'wasm') return;

    const [shapes] = Object.keys(
      (JSON.parse(readFileSync(kernelTimes, 'utf8')) as Record<string, object>)[machine]!,
    );
    const other = Object.keys(marks).find((id) => id !== began)!;
    new KernelRecord(kernelTimes, machine).set(shapes!, fastest(other));
    const longer = { ...job, settings: { ...job.settings, max_steps: 4 } };
    expect(kernelOf(await runJob({ ...longer, resume: true }))).toEqual([began]);
    expect(kernelOf(await runJob({ ...longer, directory: join(folder, 'new') }))).toEqual([other]);
    const forced = { ...longer.settings, kernel: 'reference' };
    const wished = await runJob({ ...longer, settings: forced, directory: join(folder, 'forced') });
    expect(kernelOf(wished)).toEqual(['reference']);
  });

  it('a kernel that has gone is replaced, and the log says so', async () => {
    const folder = temporaryHome();
    const job: JobOf<'train'> = {
      kind: 'train',
      task: 'language-model',
      data: smallText(folder),
      settings: { cell: 'rnn', hidden_size: 8, batch_size: 4, bptt: 8, max_steps: 2 },
      directory: join(folder, 'run'),
      resume: false,
    };
    await runJob(job);
    const checkpoints = new CheckpointFolder(job.directory);
    const last = (await checkpoints.read('last'))!;
    const progress = { ...last.progress, kernel: 'of-another-day' };
    await checkpoints.write(['last'], { ...last, progress });
    const settings = { ...job.settings, max_steps: 3 };
    const messages = await runJob({ ...job, settings, resume: true });
    const told = messages.filter(
      (message) => message.type === 'event' && message.code === 'other-kernel',
    );
    expect(told).toHaveLength(1);
    expect(kernelOf(messages)).toHaveLength(1);
  });
});
