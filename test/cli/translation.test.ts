import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnroll, unroll } from '../support/unroll-command.ts';

const names = ['Ann', 'Bob', 'Eve', 'Tom', 'Kim', 'Leo', 'Mia', 'Zoe', 'Max', 'Ida', 'Sam', 'Lou'];
const deeds = [
  ['sees the cat', 'voit le chat'],
  ['has a dog', 'a un chien'],
  ['likes tea', 'aime le thé'],
  ['is at home', 'est à la maison'],
  ['reads books', 'lit des livres'],
  ['sings well', 'chante bien'],
];
const pairs = names.flatMap((name) =>
  deeds.map(([english, french]) => [`${name} ${english}.`, `${name} ${french}.`] as const),
);

/** One home in which a small network is trained once, on two aligned files. */
describe('translation from files to sentences', () => {
  let home: string;
  let trained: Awaited<ReturnType<typeof unroll>>;
  const fileInHome = (name: string, content: string) => {
    const path = join(home, name);
    writeFileSync(path, content);
    return path;
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'unroll-test-'));
    const source = fileInHome('small.en', pairs.map(([english]) => english).join('\n'));
    const target = fileInHome('small.fr', pairs.map(([, french]) => french).join('\n'));
    const settings = ['hidden_size=32', 'embedding_size=16', 'tokens=word', 'batch_size=16'];
    const limits = ['max_steps=60', 'eval_every=30', 'lr=0.01', 'val_fraction=0.15'];
    trained = await unroll([
      ...['train', '--data', source, target, '--home', home, '--name', 'interpreter'],
      ...[...settings, ...limits, 'test_fraction=0.15'].flatMap((one) => ['--set', one]),
    ]);
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('trains, and puts BLEU and chrF beside dictionary and copy', () => {
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.output).toMatch(/test\/bleu .*test\/chrf/);
    expect(trained.output).toMatch(/dictionary \(word-for-word dictionary \(IBM model 1\)\)/);
    expect(trained.output).toMatch(/BLEU on the test part .*tok:13a|BLEU on the test part against/);
  });

  it('translates a sentence, a file and standard input', async () => {
    const one = await unroll([
      'translate',
      'interpreter',
      '--home',
      home,
      '--text',
      'Ann likes tea.',
    ]);
    expect(one).toMatchObject({ code: 0, errors: '' });
    expect(one.output).toMatch(/\S/);
    const file = fileInHome('lines.txt', 'Ann likes tea.\nBob has a dog.\n');
    const many = await unroll(['translate', 'interpreter', file, '--home', home]);
    expect(many.output.trimEnd().split('\n')).toHaveLength(2);
    expect(many.output.split('\n')[0]).toBe(one.output.trimEnd());
  });

  it('gives alternatives with scores, and everything as JSON', async () => {
    const wish = ['--text', 'Eve sings well.', '--beam', '4', '--alternatives', '3'];
    const shown = await unroll(['translate', 'interpreter', '--home', home, ...wish]);
    expect(shown.output.trimEnd().split('\n')).toHaveLength(3);
    expect(shown.output).toMatch(/^-?\d+\.\d{3} {2}/);
    const { output } = await unroll([
      'translate',
      'interpreter',
      '--home',
      home,
      ...wish,
      '--json',
    ]);
    const { sentences } = JSON.parse(output) as {
      sentences: {
        sourceTokens: string[];
        hypotheses: { tokens: string[]; attention: number[][] }[];
      }[];
    };
    const [best] = sentences[0]!.hypotheses;
    expect(sentences[0]!.sourceTokens.slice(0, 2)).toEqual(['Eve', 'sings']);
    expect(best!.attention).toHaveLength(best!.tokens.length);
    expect(best!.attention[0]).toHaveLength(sentences[0]!.sourceTokens.length);
  });

  it('says what is missing or cannot be', async () => {
    for (const [args, message] of [
      [[], /Give either a file of sentences or one sentence with --text/],
      [[join(home, 'absent.txt')], /There is no file .*absent\.txt/],
      [['--text', 'x', '--beam', '0'], /beam/],
    ] as const) {
      const outcome = await unroll(['translate', 'interpreter', '--home', home, ...args]);
      expect(outcome.code).toBe(2);
      expect(outcome.errors).toMatch(message);
    }
  });

  it('saves no tokenizer for words, and reads sentences that come through a pipe', async () => {
    const folder = join(home, 'runs', 'interpreter');
    expect(readdirSync(folder).some((name) => name.startsWith('tokenizer'))).toBe(false);
    expect(existsSync(join(folder, 'checkpoints'))).toBe(true);
    // Nothing is piped in here: an empty input is told.
    const { ended } = startUnroll(['translate', 'interpreter', '-', '--home', home]);
    expect(await ended).toMatchObject({ code: 2, errors: expect.stringMatching(/empty/) });
  });
});
