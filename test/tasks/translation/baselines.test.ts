import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import type { ParallelText } from '../../../src/datasets/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { measureBaselines } from '../../../src/tasks/translation/baselines.ts';
import { makeCorpus } from '../../../src/tasks/translation/corpus.ts';
import { wordDifferences } from '../../../src/tasks/translation/differences.ts';
import { bleuOptionsFor, referencedSentences } from '../../../src/tasks/translation/evaluation.ts';
import { LexicalTable } from '../../../src/tasks/translation/lexical-table.ts';
import { translationVerdict } from '../../../src/tasks/translation/verdict.ts';
import { encodedPairs } from './support.ts';

const patient = { pause: async () => false };

describe('LexicalTable', () => {
  it('finds which words stand for which, as Brown et al. tell it', async () => {
    // das Haus / the house, das Buch / the book, ein Buch / a book
    const pairs = encodedPairs([
      [
        [2, 3],
        [2, 3],
      ],
      [
        [2, 4],
        [2, 4],
      ],
      [
        [5, 4],
        [5, 4],
      ],
    ]);
    const table = (await LexicalTable.learn(pairs, 6, patient))!;
    for (const word of [2, 3, 4, 5]) expect(table.translate(word)).toBe(word);
    expect(table.translate(99)).toBeNull();
    expect(table.probability(4, Int32Array.of(4))).toBeGreaterThan(
      table.probability(2, Int32Array.of(4)),
    );
  });

  it('gives probabilities: those of all target words add up to one', async () => {
    const pairs = encodedPairs([
      [
        [2, 3, 0],
        [4, 5, 0],
      ],
      [
        [3, 0],
        [5, 5, 0],
      ],
    ]);
    const table = (await LexicalTable.learn(pairs, 7, patient))!;
    const source = Int32Array.of(3, 2, 0);
    let sum = 0;
    for (let word = 0; word < 7; word++) sum += table.probability(word, source);
    expect(sum).toBeCloseTo(1, 9);
  });
});

describe('baselines', () => {
  it('translate word for word what needs no grammar, and copy what stays the same', async () => {
    const names = ['Ann', 'Bob', 'Eve', 'Tom', 'Kim', 'Leo', 'Mia', 'Zoe', 'Max', 'Ida'];
    const verbs = [
      ['likes', 'aime'],
      ['sees', 'voit'],
      ['has', 'a'],
    ];
    const signs = [
      ['two', 'deux'],
      ['three', 'trois'],
      ['ten', 'dix'],
    ];
    const nouns = [
      ['cats', 'chats'],
      ['dogs', 'chiens'],
      ['books', 'livres'],
      ['birds', 'oiseaux'],
    ];
    const pairs = names.flatMap((name) =>
      verbs.flatMap(([verb, verbe]) =>
        signs.flatMap(([count, nombre]) =>
          nouns.map(([en, fr]) => [
            `${name} ${verb} ${count} ${en}`,
            `${name} ${verbe} ${nombre} ${fr}`,
          ]),
        ),
      ),
    ) as [string, string][];
    const text: ParallelText = {
      sides: ['en', 'fr'],
      source: 'en',
      target: 'fr',
      sources: pairs.map(([source]) => source),
      targets: pairs.map(([, target]) => target),
      parts: [{ split: null, start: 0, end: pairs.length }],
      encoding: 'UTF-8',
      diagnoses: [],
    };
    const settings = parseSettings(taskDescriptor('translation').settings, {
      tokens: 'word',
      val_fraction: 0.2,
      test_fraction: 0.2,
    });
    const corpus = await makeCorpus(text, settings);
    const options = bleuOptionsFor(corpus.train.targets);
    const [dictionary, copy] = (await measureBaselines(
      corpus,
      options,
      { val: 0, test: 0 },
      patient,
    ))!;
    expect(dictionary!.metrics['test/bleu']).toBeCloseTo(100, 6);
    expect(copy!.metrics['test/bleu']).toBeLessThan(30);
    expect(copy!.metrics['test/chrf']).toBeGreaterThan(10);
    expect(dictionary!.metrics['val/ppl']).toBeGreaterThan(1);
    expect(copy!.metrics['val/loss']).toBeUndefined();
  });
});

describe('references', () => {
  it('are all translations of a source, which is translated once', () => {
    const pairs = encodedPairs([
      [
        [2, 0],
        [3, 0],
      ],
      [
        [4, 0],
        [5, 0],
      ],
      [
        [2, 0],
        [6, 0],
      ],
    ]);
    const sentences = referencedSentences(pairs, 0);
    expect(sentences.map(({ source, references }) => [source, references])).toEqual([
      ['2 0', ['3 0', '6 0']],
      ['4 0', ['5 0']],
    ]);
    expect(referencedSentences(pairs, 1)).toHaveLength(1);
  });

  it.each([
    [['Il fait beau.'], '13a'],
    [['今天天气很好。'], 'zh'],
    [['今日はいい天気ですね。'], 'char'],
    [['วันนี้อากาศดี'], 'char'],
  ])('%j are cut as %s', (targets, tokenizer) => {
    expect(bleuOptionsFor(targets).tokenizer).toBe(tokenizer);
  });
});

describe('differences', () => {
  it('tell word by word what is missing and what was added', () => {
    expect(wordDifferences('Il a un chat noir ici.', 'Il a un petit chat noir.')).toEqual([
      { kind: 'same', text: 'Il a un' },
      { kind: 'added', text: 'petit' },
      { kind: 'same', text: 'chat noir' },
      { kind: 'missing', text: 'ici' },
      { kind: 'same', text: '.' },
    ]);
    expect(wordDifferences('Oui.', 'Oui.')).toEqual([{ kind: 'same', text: 'Oui.' }]);
    expect(wordDifferences('', '')).toEqual([]);
  });
});

describe('verdict', () => {
  const baselines = [
    { name: 'dictionary', label: 'dictionary', metrics: { 'test/bleu': 8, 'val/loss': 4 } },
    { name: 'copy', label: 'copy', metrics: { 'test/bleu': 2 } },
  ];
  const signature = 'nrefs:1|tok:13a';

  it('compares BLEU on the test part, and names how it was made', () => {
    const test = { 'test/loss': 2, 'test/bleu': 31.26 };
    expect(translationVerdict({}, test, baselines, signature)).toBe(
      'Beats the dictionary: 31.3 BLEU on the test part against 8.0 (nrefs:1|tok:13a).',
    );
    expect(translationVerdict({}, { ...test, 'test/bleu': 3 }, baselines, signature)).toMatch(
      /^Loses to the dictionary: 3\.0 BLEU/,
    );
  });

  it('falls back to the loss, and claims nothing without a measurement', () => {
    expect(translationVerdict({ 'val/loss': 3 }, {}, baselines, signature)).toMatch(
      /^Beats the dictionary: 3\.000 nats/,
    );
    expect(translationVerdict({}, {}, baselines, signature)).toMatch(/before its first/);
  });
});
