import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings, UnrollError } from '../../src/contract/index.ts';
import { readSafetensors, writeSafetensors } from '../../src/models/safetensors.ts';
import {
  type Checkpoint,
  CheckpointFolder,
  expectFingerprint,
  fingerprint,
} from '../../src/trainer/checkpoints/index.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';
import { temporaryHome } from '../support/temporary-home.ts';

function sample(step: number): Checkpoint {
  const tensor = (...values: number[]) => ({
    shape: [values.length],
    values: Float32Array.from(values),
  });
  return {
    fingerprint: 'abc',
    model: new Map([['rnn.bias', tensor(1.5, -0, Math.fround(0.1), 3e38)]]),
    average: new Map([['rnn.bias', tensor(1.25, 0, 0.5, 1e38)]]),
    optimizer: { updates: step, tensors: new Map([['first_moment/rnn.bias', tensor(1, 2, 3, 4)]]) },
    session: { json: { position: 3, order: [2, 0, 1] }, tensors: new Map([['h', tensor(0.25)]]) },
    progress: {
      step,
      epochs: 1,
      seconds: 12.5,
      evaluations: 2,
      evaluatedStep: null,
      nonfiniteInRow: 0,
      skipped: 0,
      best: { 'val/mse': 0.1 },
      baselines: [{ name: 'zero', label: 'zero', metrics: { 'val/mse': 1 } }],
      schedule: { rate: 0.1, best: 0.2, waited: 1 },
      earlyStopping: { best: 0.1, bestStep: 2, waited: 0 },
      random: { training: [1, 2, 3, 4294967295] },
    },
  };
}

async function folderWith(step: number) {
  const folder = new CheckpointFolder(temporaryHome(), 2);
  await folder.prepare();
  await folder.write(['best', 'last'], sample(step));
  return { folder, last: join(folder.path, 'last.safetensors') };
}

describe('a checkpoint folder', () => {
  it('gives back exactly what was written', async () => {
    const { folder } = await folderWith(7);
    expect(await folder.read('last')).toEqual(sample(7));
    expect(await folder.read('best')).toEqual(sample(7));
  });

  it('stores one content under several names once', async () => {
    const { folder } = await folderWith(7);
    const inodes = ['best', 'last'].map(
      (name) => statSync(join(folder.path, `${name}.safetensors`)).ino,
    );
    expect(inodes[0]).toBe(inodes[1]);
  });

  it('does not change the best when the last is replaced', async () => {
    const { folder } = await folderWith(7);
    await folder.write(['last'], sample(8));
    expect((await folder.read('best'))?.progress.step).toBe(7);
    expect((await folder.read('last'))?.progress.step).toBe(8);
  });

  it('has nothing to read before the first checkpoint', async () => {
    expect(await new CheckpointFolder(temporaryHome()).read('last')).toBeNull();
  });

  it('removes what a crash left half written, and nothing else', async () => {
    const { folder } = await folderWith(7);
    writeFileSync(join(folder.path, '.last.safetensors.partial'), 'half');
    await folder.prepare();
    expect(readdirSync(folder.path).sort()).toEqual(['best.safetensors', 'last.safetensors']);
  });

  it('keeps the old file when writing fails', async () => {
    const { folder } = await folderWith(7);
    const wrong = sample(8);
    const model = new Map([['rnn.bias', { shape: [99], values: new Float32Array(4) }]]);
    await expect(folder.write(['last'], { ...wrong, model })).rejects.toThrow('rnn.bias');
    expect(await folder.read('last')).toEqual(sample(7));
    expect(readdirSync(folder.path).sort()).toEqual(['best.safetensors', 'last.safetensors']);
  });

  it('keeps the newest numbered files by number, not by name', async () => {
    const { folder } = await folderWith(1);
    for (const step of [9, 10, 11]) await folder.write(['step', 'last'], sample(step));
    const names = readdirSync(folder.path).filter((name) => name.startsWith('step'));
    expect(names.sort()).toEqual(['step_10.safetensors', 'step_11.safetensors']);
  });

  it('says so when a file is cut short at any place', async () => {
    const { folder, last } = await folderWith(7);
    const { size } = statSync(last);
    for (const length of [0, 4, 8, 100, size - 1]) {
      writeFileSync(last, readFileSync(join(folder.path, 'best.safetensors')));
      truncateSync(last, length);
      const error = await folder.read('last').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnrollError);
      expect(error).toMatchObject({ code: 'broken-safetensors', where: last });
    }
  });

  it('says so when the file is foreign', async () => {
    const { folder, last } = await folderWith(7);
    writeFileSync(last, 'PK\u0003\u0004 a zip file, for example');
    await expect(folder.read('last')).rejects.toMatchObject({ code: 'broken-safetensors' });
    const weights = { dtype: 'F32', shape: [1], data: new Float32Array(1) } as const;
    const metadata = { format: 'pt' };
    writeFileSync(last, writeSafetensors({ tensors: new Map([['w', weights]]), metadata }));
    await expect(folder.read('last')).rejects.toMatchObject({ code: 'foreign-checkpoint' });
  });

  it('can be read by others as plain safetensors', async () => {
    const { last } = await folderWith(7);
    const { tensors, metadata } = readSafetensors(readFileSync(last));
    expect([...tensors.keys()]).toEqual([
      'model/rnn.bias',
      'average/rnn.bias',
      'optimizer/first_moment/rnn.bias',
      'session/h',
    ]);
    expect(JSON.parse(metadata['unroll']!).progress.step).toBe(7);
  });
});

describe('the fingerprint', () => {
  const data = { path: '/a', format: 'csv', compression: null, hash: 'aa' };
  const settings = defaultSettings(trainerSettings);
  const of = (changed: object, hash = 'aa') =>
    fingerprint('forecasting', { ...data, hash }, trainerSettings, { ...settings, ...changed });

  it('changes with data, seed and what shapes an update', () => {
    const marks = [
      of({}),
      of({}, 'bb'),
      of({ seed: 2 }),
      of({ lr: 0.1 }),
      of({ optimizer: 'sgd' }),
    ];
    expect(new Set(marks).size).toBe(marks.length);
  });

  it('does not change with limits and with what is kept', () => {
    const longer = { max_epochs: 99, max_minutes: 3, patience: 1, keep_checkpoints: 9 };
    expect(of(longer)).toBe(of({}));
  });

  it('is demanded of a checkpoint', () => {
    expect(() => expectFingerprint(sample(1), 'abc', 'x')).not.toThrow();
    expect(() => expectFingerprint(sample(1), 'abd', 'x')).toThrow(UnrollError);
  });
});
