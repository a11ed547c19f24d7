import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unroll } from '../support/unroll-command.ts';

/** One home in which a small network is trained once, on a table of texts. */
describe('classification from a table to answers', () => {
  let home: string;
  let trained: Awaited<ReturnType<typeof unroll>>;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'unroll-test-'));
    const rows = Array.from({ length: 120 }, (_, i) => {
      const good = i % 2 === 0;
      return JSON.stringify({
        text: `${good ? 'a fine and lovely' : 'a dull and awful'} day number ${i}`,
        label: good ? 'good' : 'bad',
      });
    });
    const data = join(home, 'reviews.jsonl');
    writeFileSync(data, `${rows.join('\n')}\n`);
    const settings = ['hidden_size=16', 'embedding_size=8', 'max_epochs=6', 'lr=0.01'];
    trained = await unroll([
      ...['train', '--data', data, '--home', home, '--name', 'critic'],
      ...settings.flatMap((one) => ['--set', one]),
    ]);
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('finds text and label, and tells all of the test part right', () => {
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.output).toMatch(/logistic \(logistic regression on statistics\)/);
    expect(trained.output).toMatch(/100 % of the sequences are told right on the test part/);
  });

  it('tells a text and the rows of a file without labels, as lines and as JSON', async () => {
    const text = await unroll([
      ...['classify', 'critic', '--home', home],
      ...['--text', 'a fine and lovely day number 7'],
    ]);
    expect(text).toMatchObject({ code: 0, errors: '' });
    expect(text.output).toMatch(/\tgood\t\d/);
    const file = join(home, 'new.jsonl');
    const lines = ['a dull and awful day number 9', 'a fine and lovely day number 8'];
    writeFileSync(file, lines.map((own) => JSON.stringify({ text: own })).join('\n'));
    const json = await unroll(['classify', 'critic', file, '--home', home, '--json']);
    const { results } = JSON.parse(json.output) as {
      results: { sequences: { answer: string; classes: [string, number][] }[] }[];
    };
    expect(results[0]!.sequences.map(({ answer }) => answer)).toEqual(['bad', 'good']);
    expect(results[0]!.sequences[0]!.classes).toHaveLength(2);
  });

  it('names a file that cannot be read, answers the rest, and asks for something to read', async () => {
    const missing = await unroll([
      ...['classify', 'critic', join(home, 'nowhere.csv'), '--home', home],
      ...['--text', 'a fine day'],
    ]);
    expect(missing.code).toBe(2);
    expect(missing.errors).toMatch(/There is no file/);
    expect(missing.output).toMatch(/\tgood\t/);
    const nothing = await unroll(['classify', 'critic', '--home', home]);
    expect(nothing).toMatchObject({ code: 2 });
    expect(nothing.errors).toMatch(/Give files, or texts with --text/);
  });
});
