import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryHome } from '../support/temporary-home.ts';
import { unroll } from '../support/unroll-command.ts';

describe('demo', () => {
  it.each([
    ['series', 'seasonal-48', 'test/mse'],
    ['text', '5-gram', 'val/nats'],
  ])(
    'trains two networks on %s and compares them with %s',
    async (data, baseline, metric) => {
      const folder = temporaryHome();
      const temporary = temporaryHome();
      const { code, output, errors } = await unroll(['demo', '--data', data, '--minutes', '0.05'], {
        cwd: folder,
        env: { TMPDIR: temporary },
      });
      expect(errors).toMatch(/Training demo-gru[\s\S]*Training demo-lstm/);
      expect(code).toBe(0);
      expect(output).toContain(metric);
      expect(output).toMatch(/^demo-gru +\d/m);
      expect(output).toMatch(/^demo-lstm +\d/m);
      expect(output).toContain(baseline);
      expect(output).toMatch(/^cell +gru +lstm$/m);
      const chart = join(folder, 'unroll-demo.svg');
      expect(output).toContain(`Chart: ${chart}`);
      expect(readFileSync(chart, 'utf8')).toMatch(/^<svg [\s\S]*demo-gru[\s\S]*<\/svg>\s*$/);
      expect(readdirSync(temporary)).toEqual([]);
    },
    180_000,
  );

  it('keeps the runs where a home is given', async () => {
    const home = join(temporaryHome(), 'kept');
    const svg = join(home, '..', 'chart.svg');
    const first = await unroll(['demo', '--minutes', '0.02', '--home', home, '--svg', svg]);
    expect(first.code).toBe(0);
    const runs = JSON.parse((await unroll(['list', '--json', '--home', home])).output);
    expect(runs.map(({ name }: { name: string }) => name)).toEqual(['demo-lstm', 'demo-gru']);
    expect(existsSync(svg)).toBe(true);
  }, 180_000);

  it('refuses data that it does not have', async () => {
    const { code, errors } = await unroll(['demo', '--data', 'serie']);
    expect(code).toBe(2);
    expect(errors).toMatch(/did you mean series\?/);
  });
});
