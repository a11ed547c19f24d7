import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { defaultOutput } from '../../../build/native/compile.mjs';
import { kernelStamp } from '../../../build/native/stamp.mjs';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { loadAddon } from '../../support/native-kernels.ts';

const addon = loadAddon();

describe('addon of the kernels', () => {
  test('says that TensorFlow is missing where none is loaded', () => {
    const program = `require(${JSON.stringify(defaultOutput)}).register()`;
    expect(() => execFileSync(process.execPath, ['-e', program], { stdio: 'pipe' })).toThrow(
      'No TensorFlow library is loaded in this process',
    );
  });

  test('carries the stamp of the sources that it was compiled from', () => {
    expect(addon.stamp).toBe(kernelStamp());
    expect(addon.stamp).toMatch(/^[0-9a-f]{16}$/);
  });

  test('registers once TensorFlow is there, and again without harm', async () => {
    const { tensorflow } = await loadBackend();
    addon.register();
    addon.register();
    expect(addon.facts().tensorflow).toBe(tensorflow);
  });

  test('takes an instruction set from the environment and refuses one that it does not know', () => {
    const program = `const addon = require(${JSON.stringify(defaultOutput)});
      try { addon.register() } catch (error) { console.log(error.message) }`;
    const answer = (isa: string) =>
      execFileSync(process.execPath, ['-e', program], {
        env: { ...process.env, UNROLL_KERNEL_ISA: isa },
        encoding: 'utf8',
      }).trim();
    expect(answer('portable')).toContain('No TensorFlow');
    expect(answer('mmx')).toContain('known are portable, avx2, avx512 and avx512-bf16');
  });

  test('works with the number of threads that it is told', () => {
    addon.setThreads(3);
    expect(addon.facts().threads).toBe(3);
    expect(() => addon.setThreads(0)).toThrow('at least 1');
  });
});
