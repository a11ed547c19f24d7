import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reproductions } from '../../src/reproduce/index.ts';
import { jsonLines, unroll } from '../support/unroll-command.ts';

describe('unroll reproduce', () => {
  let folder: string;
  const home = () => join(folder, 'home');
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lists a row a line, and the same for programs', async () => {
    const { code, output } = await unroll(['reproduce', '--list']);
    expect(code).toBe(0);
    const [, , ...lines] = output.trimEnd().split('\n');
    expect(lines).toHaveLength(reproductions.length);
    expect(output).toMatch(/^tiny-shakespeare +nats a character +<= 1.55 +<= 1.5 +1.548 .* +\d+$/m);
    const json = jsonLines((await unroll(['reproduce', '--list', '--json'])).output);
    expect(json.map(({ name }) => name)).toEqual(reproductions.map(({ name }) => name));
    expect(json[0]).toMatchObject({ must: '<= 1.55', goal: '<= 1.5', data: { bundled: true } });
  });

  it('tells which data file is missing and where to get it, before anything is trained', async () => {
    const { code, errors } = await unroll(['reproduce', 'etth1-96', '--home', home()]);
    expect(code).toBe(2);
    expect(errors).toMatch(
      /^unroll: The data file ETTh1\.csv does not come with Unroll\. .*ETDataset.*--data DIR\.?\n$/,
    );
    const absent = await unroll(['reproduce', 'etth1-96', '--data', join(folder, 'absent')]);
    expect(absent).toMatchObject({ code: 2, errors: expect.stringMatching(/no folder/) });
    const unknown = await unroll(['reproduce', 'tiny-shakspeare']);
    expect(unknown).toMatchObject({ code: 2, errors: expect.stringMatching(/did you mean tiny-/) });
  });

  /** A text of three letters in turn: learnt within seconds, so that the row's bounds are met. */
  it('trains a row, holds it against its bounds, writes its section and takes it up again', async () => {
    const data = join(folder, 'data', 'text');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'tinyshakespeare.txt'), 'abc '.repeat(1500));
    const results = join(folder, 'results.md');
    const arguments_ = [
      ...['reproduce', 'tiny-shakespeare', '--data', join(folder, 'data')],
      ...['--home', home(), '--results', results],
    ];
    const { code, output, errors } = await unroll(arguments_);
    expect(code, errors).toBe(0);
    expect(output).toMatch(/nats a character +0\.\d+ +<= 1\.55: met +<= 1\.5: met +\S+ \(.+gram/);
    expect(output).toMatch(/published: 1\.548, minGRU/);
    expect(output).toMatch(/another than the one that the published figures are for/);
    const section = readFileSync(results, 'utf8');
    expect(section).toMatch(/### tiny-shakespeare\n/);
    expect(section).toMatch(/seed 1, \d{4}-\d\d-\d\d, Unroll /);

    const again = await unroll([...arguments_, '--resume', '--json']);
    expect(again.code, again.errors).toBe(0);
    const [line] = jsonLines(again.output);
    expect(line).toMatchObject({
      name: 'tiny-shakespeare',
      figures: [{ must: 'met', goal: 'met' }],
      runs: [{ run: 'tiny-shakespeare-lstm-1', seed: 1 }],
      same_data: false,
    });
    expect(readFileSync(results, 'utf8')).toBe(section);
  }, 120_000);
});
