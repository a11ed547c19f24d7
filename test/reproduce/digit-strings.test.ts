import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeDigitStrings } from '../../src/reproduce/data/digit-strings.ts';
import { tones } from '../support/recordings.ts';
import { tarOf } from '../support/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two voices, two digits, takes from 0 to the last, as gzipped tar. */
async function recordings(name: string, lastTake: number): Promise<string> {
  const files: Record<string, Uint8Array> = {};
  for (const [voice, speaker] of ['ann', 'bob'].entries()) {
    for (let take = 0; take <= 2 * lastTake + 1; take++) {
      const digit = take % 2;
      const path = `recordings/${digit}_${speaker}_${take >> 1}.wav`;
      const seed = take + 100 * voice;
      files[path] = tones(300 + 100 * voice, 500 + 200 * digit, { seconds: 0.05, seed });
    }
  }
  const path = join(folder, name);
  writeFileSync(path, await tarOf(files, { gzip: true }));
  return path;
}

describe('digit strings', () => {
  it('are the same bytes from the same seed, with manifests that list every string', async () => {
    const source = await recordings('whole.tar.gz', 11);
    const [one, again, other] = ['one', 'again', 'other'].map((name) => join(folder, name));
    await writeDigitStrings(source, one!);
    await writeDigitStrings(source, again!);
    await writeDigitStrings(source, other!, 2);
    const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(hash(again!)).toBe(hash(one!));
    expect(hash(other!)).not.toBe(hash(one!));
    const text = readFileSync(one!, 'latin1');
    expect(text.match(/^(train|dev|test)\/\w+-\d{4}\.wav,\d+,\d( \d){2,6}$/gm)).toHaveLength(2900);
  });

  it('need takes for every part', async () => {
    const source = await recordings('few.tar.gz', 8);
    await expect(writeDigitStrings(source, join(folder, 'none'))).rejects.toMatchObject({
      code: 'unfit-data',
      message: expect.stringContaining('ann has no take from 10 to 49'),
    });
  });
});
