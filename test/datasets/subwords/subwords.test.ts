import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BytePairModel } from '../../../src/datasets/subwords/bpe.ts';
import { trainBytePairs } from '../../../src/datasets/subwords/bpe-training.ts';
import {
  byteAlphabet,
  tokenBytes,
  visibleToken,
} from '../../../src/datasets/subwords/byte-alphabet.ts';
import { addExpectedCounts, TokenTree } from '../../../src/datasets/subwords/lattice.ts';
import { countPreTokens, preTokens } from '../../../src/datasets/subwords/pre-tokens.ts';
import type { SubwordModel } from '../../../src/datasets/subwords/subword-model.ts';
import { UnigramModel } from '../../../src/datasets/subwords/unigram.ts';
import { trainUnigram } from '../../../src/datasets/subwords/unigram-training.ts';

/**
 * Against what the Rust library `tokenizers` and SentencePiece learn from the same texts
 * (make-fixtures.py).
 */

const sampleText = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../build/resources/samples', name), 'utf8');
const shakespeare = sampleText('tinyshakespeare.txt');
const training = shakespeare.slice(0, 200_000);
const heldOut = shakespeare.slice(200_000, 250_000);
const poems = sampleText('three-hundred-tang-poems.txt');

interface BytePairFixture {
  readonly size: number;
  readonly merges: string[];
  readonly probes: [string, number[]][];
}
interface UnigramFixture {
  readonly size: number;
  readonly vocab: [string, number][];
  readonly probes: [string, string[]][];
  readonly held_out_tokens: number;
  readonly sentencepiece_held_out_tokens: number;
}

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, `fixtures/${name}.json`), 'utf8')) as T;
}

const encoder = new TextEncoder();
function cutText(model: SubwordModel, text: string): number[] {
  return [...preTokens(text)].flatMap((piece) => model.cut(encoder.encode(piece)));
}

describe('byte pairs', () => {
  it.each([
    ['bpe-shakespeare', training],
    ['bpe-poems', poems],
  ])('%s: every merge and every cut as the library has them', (name, text) => {
    const { size, merges, probes } = fixture<BytePairFixture>(name);
    const model = trainBytePairs(countPreTokens([text]), size);
    const shown = model.merges.map((merge) =>
      merge.map((token) => visibleToken(model.tokens[token]!)).join(' '),
    );
    expect(shown).toEqual(merges);
    for (const [probe, ids] of probes) expect(cutText(model, probe)).toEqual(ids);
  });

  it('stops where nothing repeats', () => {
    expect(trainBytePairs(countPreTokens(['ab cd']), 1000).tokens).toHaveLength(256);
    expect(trainBytePairs([], 1000).merges).toEqual([]);
  });

  it('refuses merges that make no token', () => {
    const bytes = byteAlphabet.map((sign) => tokenBytes(sign)!);
    expect(() => new BytePairModel(bytes, [[1, 2]])).toThrow(RangeError);
    expect(() => new BytePairModel(bytes.slice(1), [])).toThrow(RangeError);
  });
});

describe('unigram', () => {
  const { size, vocab, probes, ...counts } = fixture<UnigramFixture>('unigram-shakespeare');
  const own = trainUnigram(countPreTokens([training]), size);

  it('cuts as the library does where the vocabulary is the same', () => {
    const known = new Set(vocab.map(([piece]) => piece));
    const absent = byteAlphabet.filter((sign) => !known.has(sign));
    const model = new UnigramModel(
      [...vocab.map(([piece]) => tokenBytes(piece)!), ...absent.map((sign) => tokenBytes(sign)!)],
      Float64Array.from([...vocab.map(([, score]) => score), ...absent.map(() => -30)]),
    );
    for (const [probe, tokens] of probes) {
      expect(cutText(model, probe).map((token) => visibleToken(model.tokens[token]!))).toEqual(
        tokens,
      );
    }
  });

  it('learns probabilities that add up to one, with as many tokens as wanted', () => {
    expect(own.tokens).toHaveLength(size);
    expect(own.scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 6);
    expect(new Set(own.tokens.map(visibleToken)).size).toBe(size);
  });

  it('cuts unseen text into no more tokens than either library (2 % allowed)', () => {
    const tokens = cutText(own, heldOut).length;
    expect(tokens).toBeLessThan(1.02 * counts.held_out_tokens);
    const withoutLineEnds = tokens - (heldOut.match(/\n+/g) ?? []).length;
    expect(withoutLineEnds).toBeLessThan(1.02 * counts.sentencepiece_held_out_tokens);
  });

  it('expects as many uses as all cuts of a piece have, by their probability', () => {
    const tokens = ['a', 'b', 'ab'].map((text) => encoder.encode(text));
    const scores = Float64Array.of(Math.log(0.5), Math.log(0.3), Math.log(0.2));
    const expected = new Float64Array(3);
    const piece = { bytes: encoder.encode('ab'), count: 7 };
    const total = addExpectedCounts(new TokenTree(tokens), scores, piece, expected);
    expect(Math.exp(total)).toBeCloseTo(0.5 * 0.3 + 0.2, 12);
    const apart = (7 * 0.15) / 0.35;
    expect([...expected].map((value) => value.toFixed(9))).toEqual(
      [apart, apart, 7 - apart].map((value) => value.toFixed(9)),
    );
  });
});

it('gives every byte a visible sign and back', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(tokenBytes(visibleToken(all))).toEqual(all);
  expect(visibleToken(encoder.encode(' a\n'))).toBe('ĠaĊ');
  expect(tokenBytes('日')).toBeNull();
});
