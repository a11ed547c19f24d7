import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GpuMeter } from '../../src/trainer/gpu-meter.ts';
import { SystemMeter } from '../../src/trainer/system-meter.ts';
import { temporaryHome } from '../support/temporary-home.ts';

/** A program that stands in for `nvidia-smi`: no GPU has been seen by these tests. */
function standIn(script: string): void {
  const folder = temporaryHome();
  const path = join(folder, 'nvidia-smi');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
}

async function measured(meter: { measure(): Record<string, number> }) {
  for (let waited = 0; waited < 5000; waited += 10) {
    const found = meter.measure();
    if (Object.keys(found).length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {};
}

const asked = '--query-gpu=utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits';

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(process.platform === 'win32')('what a GPU does', () => {
  it('is read from what nvidia-smi prints, in MB', async () => {
    standIn(`[ "$*" = "${asked}" ] && echo "87, 12034, 81559"`);
    const found = await measured(new GpuMeter());
    expect(found['sys/gpu_util']).toBe(87);
    expect(found['sys/gpu_memory']).toBeCloseTo(12_618.6, 1);
    expect(found['sys/gpu_memory_total']).toBeCloseTo(85_520.8, 1);
  });

  it('is that of the busiest among the visible ones', async () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '2,0');
    standIn(`[ "$*" = "${asked} --id=2,0" ] && printf '3, 900, 1000\\n41, 100, 1000\\n'`);
    expect(await measured(new GpuMeter())).toMatchObject({ 'sys/gpu_util': 41 });
  });

  it('leaves out what the GPU does not tell', async () => {
    standIn("echo '[N/A], 500, 1000'");
    expect(Object.keys(await measured(new GpuMeter()))).toEqual([
      'sys/gpu_memory',
      'sys/gpu_memory_total',
    ]);
  });

  it('stands beside memory and processor while training', async () => {
    standIn("echo '12, 500, 1000'");
    const meter = new SystemMeter();
    expect(meter.measure(0)).not.toHaveProperty('sys/gpu_util');
    await vi.waitFor(() => expect(meter.measure(performance.now())).toHaveProperty('sys/gpu_util'));
    expect(meter.measure(performance.now() + 1e6)).toHaveProperty('sys/rss');
  });

  it('is nothing where the program fails, which is not asked again', async () => {
    const counted = join(temporaryHome(), 'asked');
    standIn(`echo asked >> ${counted}; exit 9`);
    const meter = new GpuMeter();
    expect(meter.measure()).toEqual({});
    await vi.waitFor(() => expect(existsSync(counted)).toBe(true));
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(meter.measure()).toEqual({});
    }
    expect(readFileSync(counted, 'utf8')).toBe('asked\n');
  });

  it('is nothing where the program is missing', async () => {
    vi.stubEnv('PATH', temporaryHome());
    const meter = new GpuMeter();
    for (let i = 0; i < 10; i++) {
      expect(meter.measure()).toEqual({});
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
});
