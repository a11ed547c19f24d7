import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { roundToBfloat16 } from '../../src/backend/operations.ts';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import type { JobOf, TrainerMessage } from '../../src/contract/index.ts';
import { native } from '../../src/kernels/native.ts';
import { CheckpointFolder } from '../../src/trainer/checkpoints/index.ts';
import { JobHost } from '../../src/trainer/job-host.ts';
import { train } from '../../src/trainer/jobs/train.ts';
import { LossScaler, losesSmallGradients, productFormat } from '../../src/trainer/loss-scaling.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { smallText } from './support/small-data.ts';
import { curveOf, runTiny } from './support/tiny-run.ts';

beforeAll(async () => {
  await loadBackend();
});
afterEach(() => vi.restoreAllMocks());

const dynamic = { loss_scaling: 'dynamic' };

describe('the scale', () => {
  it('begins at 65536, doubles after 2000 clean steps and halves on overflow', () => {
    const scaler = new LossScaler(true);
    expect(scaler.scale).toBe(65_536);
    for (let i = 0; i < 1999; i++) scaler.note(true);
    expect(scaler.scale).toBe(65_536);
    scaler.note(true);
    expect(scaler.scale).toBe(131_072);
    for (let i = 0; i < 1999; i++) scaler.note(true);
    scaler.note(false);
    expect(scaler.scale).toBe(65_536);
    scaler.note(true);
    expect(scaler.state()).toEqual({ scale: 65_536, cleanSteps: 1 });
  });

  it('falls to 1 and no further', () => {
    const scaler = new LossScaler(true);
    for (let i = 0; i < 16; i++) {
      expect(scaler.canFall).toBe(true);
      scaler.note(false);
    }
    expect(scaler.scale).toBe(1);
    expect(scaler.canFall).toBe(false);
    scaler.note(false);
    expect(scaler.scale).toBe(1);
  });

  it('comes back from its state', () => {
    const scaler = new LossScaler(true);
    scaler.restore({ scale: 512, cleanSteps: 1999 });
    scaler.note(true);
    expect(scaler.scale).toBe(1024);
  });

  it('is 1 and stays so while scaling is off', () => {
    const scaler = new LossScaler(false);
    scaler.note(false);
    for (let i = 0; i < 4000; i++) scaler.note(true);
    expect(scaler.scale).toBe(1);
    expect(scaler.state()).toBeUndefined();
  });

  it('is needed in fp16 and not in bf16, whose exponents are those of fp32', () => {
    expect(losesSmallGradients('fp16')).toBe(true);
    expect(losesSmallGradients(productFormat('mixed'))).toBe(false);
    expect(losesSmallGradients(productFormat('fp32'))).toBe(false);
  });
});

describe('a run with a scaled loss', () => {
  const withoutScale = (curve: readonly string[]) =>
    curve.filter((line) => !line.includes('loss_scale'));

  it('is the same to the last bit where nothing over- or underflows', async () => {
    const plain = await runTiny({ directory: temporaryHome(), dropout: 0.3 });
    const scaled = await runTiny({ directory: temporaryHome(), dropout: 0.3, settings: dynamic });
    expect(withoutScale(curveOf(scaled.points))).toEqual(curveOf(plain.points));
    const scales = scaled.points.flatMap(({ metrics }) => metrics['loss_scale'] ?? []);
    expect(new Set(scales)).toEqual(new Set([65_536]));
  });

  it('learns through gradients that would vanish in half precision', async () => {
    const settings = { max_epochs: 20, lr: 0.02, patience: 0 };
    const errors = async (changes: Record<string, string>) => {
      const directory = temporaryHome();
      // Without the scale, the derivative on the narrow way is 1e-9.
      const options = { directory, halfGradient: 1e-9 };
      const { points } = await runTiny({ ...options, settings: { ...settings, ...changes } });
      return points.flatMap(({ metrics }) => metrics['val/mse'] ?? []);
    };
    const lost = await errors({ loss_scaling: 'off' });
    expect(lost).toHaveLength(20);
    expect(new Set(lost).size).toBe(1);
    const kept = await errors(dynamic);
    expect(kept.at(-1)).toBeLessThan(kept[0]! / 2);
  });

  it('finds a scale that does not overflow, without counting those steps as broken', async () => {
    const { points, messages, state } = await runTiny({
      directory: temporaryHome(),
      halfGradient: 64,
      settings: { ...dynamic, nonfinite_limit: 1 },
    });
    // 64 * 1024 is beyond fp16, 64 * 512 is not: seven halvings.
    const scales = points.flatMap(({ metrics }) => metrics['loss_scale'] ?? []);
    expect(scales.slice(0, 8)).toEqual([65536, 32768, 16384, 8192, 4096, 2048, 1024, 512]);
    expect(state.scaler.scale).toBe(512);
    expect(state.skipped).toBe(0);
    const told = messages.filter(
      (message) => message.type === 'event' && message.code === 'loss-scale-lowered',
    );
    expect(told).toHaveLength(7);
  });

  it('still fails when the gradients are broken at every scale', async () => {
    const run = runTiny({
      directory: temporaryHome(),
      brokenGradient: () => true,
      settings: { ...dynamic, max_epochs: 30, nonfinite_limit: 3 },
    });
    await expect(run).rejects.toMatchObject({ code: 'diverged' });
  });

  it('goes on with its scale to the last bit', async () => {
    const options = { halfGradient: 64, settings: dynamic };
    const whole = await runTiny({ ...options, directory: temporaryHome() });
    const directory = temporaryHome();
    const first = await runTiny({ ...options, directory, pauseAt: 4 });
    const stored = await new CheckpointFolder(directory).read('last');
    expect(stored!.progress.lossScaling).toEqual({ scale: 4096, cleanSteps: 0 });
    const second = await runTiny({ ...options, directory, resume: true });
    const joined = [...curveOf(first.points), ...curveOf(second.points)];
    expect(joined).toEqual(curveOf(whole.points));
  });
});

describe('mixed precision', () => {
  it('rounds to the nearest bfloat16, and the gradient passes', () => {
    const random = new Random(4);
    const values = Float32Array.from(
      { length: 2000 },
      () => random.normal() * 2 ** (random.integer(200) - 100),
    );
    const words = new Uint32Array(values.buffer.slice(0));
    // To the nearest, ties to even, as the processor does it.
    const expected = new Float32Array(
      words.map((word) => ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) << 16).buffer,
    );
    const x = tf.tensor1d(values);
    expect(Array.from(roundToBfloat16(x).dataSync())).toEqual(Array.from(expected));
    const gradient = tf.grad((given) => tf.sum(roundToBfloat16(given)))(x);
    expect(new Set(gradient.dataSync())).toEqual(new Set([1]));
  });

  it('falls back to fp32 where no kernel can, and the log says so', async () => {
    // As on a processor without instructions for it.
    const supports = native.supports;
    vi.spyOn(native, 'supports').mockImplementation(
      (kernelCase) => kernelCase.precision !== 'mixed' && supports(kernelCase),
    );
    const folder = temporaryHome();
    const messages: TrainerMessage[] = [];
    const job: JobOf<'train'> = {
      kind: 'train',
      task: 'language-model',
      data: smallText(folder),
      settings: {
        ...{ cell: 'gru', precision: 'mixed' },
        ...{ hidden_size: 8, batch_size: 4, bptt: 8, max_steps: 2 },
      },
      directory: folder,
      resume: false,
    };
    await train(job, new JobHost((message) => messages.push(message)));
    const events = messages.filter((message) => message.type === 'event');
    const told = events.find(({ code }) => code === 'precision');
    expect(told).toMatchObject({ level: 'warning' });
    expect(told!.message).toContain('computes in fp32');
    const [started] = messages.filter((message) => message.type === 'started');
    expect(started!.environment.precision).toBe('fp32');
  });
});
