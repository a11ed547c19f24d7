import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { cells } from '../../src/models/cells/index.ts';
import { bundledScript } from '../support/bundled-script.ts';
import { type PortableTraining, trainPortably } from '../support/portable-training.ts';

let wasm: PortableTraining;
let here: PortableTraining;

beforeAll(async () => {
  const script = await bundledScript('portable-training.ts');
  const output = execFileSync(process.execPath, [script, 'print'], {
    env: { ...process.env, UNROLL_BACKEND: 'wasm' },
    encoding: 'utf8',
  });
  wasm = JSON.parse(output) as PortableTraining;
  here = await trainPortably();
}, 120_000);

test('without the native library WebAssembly is loaded and says so', () => {
  expect(wasm.device).toBe('wasm');
  expect(wasm.tensorflow).toMatch(/^tfjs \d+\.\d+\.\d+ \(wasm\)$/);
});

test('every cell trains there with the reference kernel and leaves no tensor behind', () => {
  expect(wasm.runs.map(({ cell }) => cell)).toEqual(cells.map(({ id }) => id));
  for (const { kernel, losses, leaked } of wasm.runs) {
    expect(kernel).toBe('reference');
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    expect(leaked).toBe(0);
  }
});

test('the losses are those of this device to 1e-4', () => {
  for (const [i, { cell, losses }] of wasm.runs.entries()) {
    // An mLSTM divides small states by their size, so that rounding grows from update to update, with
    // any two kernels of one device too: its first losses alone can be compared.
    const compared = cell === 'mlstm' ? losses.slice(0, 3) : losses;
    for (const [step, loss] of compared.entries()) {
      const expected = here.runs[i]!.losses[step]!;
      expect(Math.abs(loss - expected) / expected, `${cell}, step ${step}`).toBeLessThan(1e-4);
    }
  }
});
