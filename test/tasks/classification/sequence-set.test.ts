import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import { inspectFile } from '../../../src/datasets/index.ts';
import { planClassification } from '../../../src/tasks/classification/plan.ts';
import { sequenceSetOf } from '../../../src/tasks/classification/sequence-set.ts';
import { suggestTasks, taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { tones } from '../../support/recordings.ts';
import { tarOf } from '../../support/tar.ts';

const task = taskDescriptor('classification');
const folder = mkdtempSync(join(tmpdir(), 'unroll-sets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const count = 60;
const rows = Array.from({ length: count }, (_, row) => row);
const files = {
  rows: () =>
    written('rows.csv', [
      `label,${Array.from({ length: 12 }, (_, at) => `v${at}`).join(',')}`,
      ...rows.map((row) =>
        [row % 3, ...Array.from({ length: 12 }, (_, at) => Math.sin(row + at).toFixed(3))].join(),
      ),
    ]),
  series: () =>
    written('series.csv', [
      'id,step,a,b,label',
      ...rows.flatMap((row) =>
        Array.from({ length: 9 }, (_, at) =>
          [row, at, Math.sin(at).toFixed(3), Math.cos(row).toFixed(3), `k${row % 4}`].join(),
        ),
      ),
    ]),
  texts: () =>
    written('texts.csv', [
      'text,label',
      ...rows.map((row) => `the ${row % 2 === 0 ? 'cat' : 'dog'} came in ${row} times,${row % 2}`),
    ]),
  recordings: async () => {
    const words = { low: [300, 500], high: [1800, 1500], fall: [1800, 300] } as const;
    const takes = Array.from({ length: 12 }, (_, take) => take);
    const own = Object.entries(words).flatMap(([word, [from, to]]) =>
      takes.map((take) => {
        const sound = tones(from, to, { seconds: 0.2 + take / 100, seed: take });
        return [`${word}_${take}.wav`, sound] as const;
      }),
    );
    const path = join(folder, 'words.tar');
    writeFileSync(path, await tarOf(Object.fromEntries(own)));
    return path;
  },
};

describe.each(Object.entries(files))('labelled %s', (_, file) => {
  it('are known from their summary about as well as from reading them', async () => {
    const path = await file();
    const { format, compression, hash, summary } = await inspectFile(path);
    const given = suggestTasks(summary).find((suggestion) => suggestion.task === task.id)!.settings;
    const settings = parseSettings(task.settings, given);
    const known = sequenceSetOf(summary, settings)!;
    const data = { path, format, compression, hash };
    const plan = await planClassification(data, settings, { pause: async () => false });
    const { train } = plan.parts;
    const steps = train.reduce((sum, example) => sum + example.steps, 0) / train.length;
    expect(known.outputs).toBe(plan.targets.outputs);
    if (plan.kind === 'numbers') expect(known.width).toBe(plan.width);
    else expect(known.vocabulary).toBeGreaterThan(0);
    // Padding of a recording's frames, and the rounding of parts by class.
    expect(Math.abs(known.steps / steps - 1)).toBeLessThan(0.2);
    expect(Math.abs(known.training / train.length - 1)).toBeLessThan(0.2);
  });
});
