import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  learnTokenizer,
  type Tokenizer,
  type TokenizerKind,
  tokenizerKinds,
  unitNames,
} from '../../src/datasets/tokenizers/index.ts';
import { temporaryFile } from '../support/files.ts';

/** What every tokenizer must keep to; see Tokenizer. */

const sampleText = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../build/resources/samples', name), 'utf8');
const english = sampleText('tinyshakespeare.txt').slice(0, 60_000);
const chinese = sampleText('three-hundred-tang-poems.txt');

/** These know every text. */
const lossless: readonly TokenizerKind[] = ['byte', 'bpe', 'unigram', 'file'];

async function learn(kind: TokenizerKind, text: string, size = 600): Promise<Tokenizer> {
  const options = { kind, size, minCount: 1, file: '' };
  if (kind !== 'file') return learnTokenizer([text], options);
  const own = await learnTokenizer([text], { ...options, kind: 'bpe' });
  const file = temporaryFile('tokenizer.json', own.toTokenizerJson()!);
  return learnTokenizer([], { ...options, file });
}

function joined(tokenizer: Tokenizer, tokens: ArrayLike<number>, before = ''): string {
  const joiner = tokenizer.joiner(before);
  return Array.from(tokens, (token) => joiner.push(token)).join('') + joiner.end();
}

describe.each(tokenizerKinds)('%s', (kind) => {
  it('numbers the same text the same way, inside its size', async () => {
    const [first, second] = [await learn(kind, english), await learn(kind, english)];
    const tokens = first.encode(english.slice(0, 5000));
    expect(second.encode(english.slice(0, 5000))).toEqual(tokens);
    expect(second.size).toBe(first.size);
    expect(first.kind).toBe(kind);
    expect(unitNames[kind]).toMatch(/s$/);
    for (const token of tokens) expect(token >= 0 && token < first.size).toBe(true);
    if (first.unknown !== null) expect(first.unknown < first.size).toBe(true);
    if (kind !== 'byte') expect(first.size).toBeLessThanOrEqual(600);
  });

  it('joins one by one what it decodes at once', async () => {
    const tokenizer = await learn(kind, english, kind === 'word' ? 0 : 600);
    const tokens = tokenizer.encode(english.slice(100, 700));
    expect(joined(tokenizer, tokens)).toBe(tokenizer.decode(tokens));
    const [before, after] = [english.slice(0, 300), english.slice(300, 400)];
    const continued = joined(tokenizer, tokenizer.encode(after), before);
    if (kind !== 'word') expect(continued).toBe(after);
    expect(continued.replaceAll(' ', '')).toBe(after.replaceAll(' ', ''));
  });

  it.runIf(kind !== 'word' && kind !== 'character')('gives back every text', async () => {
    const tokenizer = await learn(kind, english);
    const probes = [chinese.slice(0, 400), ' a  b\t\n\n c ', 'é😀\u0000', ''];
    for (const probe of probes) expect(tokenizer.decode(tokenizer.encode(probe))).toBe(probe);
    if (kind === 'file') return;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        expect(joined(tokenizer, tokenizer.encode(text))).toBe(text);
      }),
    );
  });

  it('reads Chinese without spaces', async () => {
    const tokenizer = await learn(kind, chinese, 1000);
    const probe = chinese.slice(2000, 2500);
    const tokens = tokenizer.encode(probe);
    expect(tokens.length).toBeGreaterThan(100);
    if (lossless.includes(kind)) expect(tokenizer.decode(tokens)).toBe(probe);
    if (kind === 'bpe' || kind === 'unigram') {
      const bytes = new TextEncoder().encode(probe).length;
      expect(tokens.length).toBeLessThan(bytes * 0.7);
    }
  });

  it('is read by the library from what it saves', async () => {
    const tokenizer = await learn(kind, english);
    const json = tokenizer.toTokenizerJson();
    if (json === null) {
      expect(['character', 'word']).toContain(kind);
      return;
    }
    const library = new LibraryTokenizer(JSON.parse(json) as object, {});
    const probe = 'Good morrow, neighbour Gloucester; naïve œuvres cost 1234!\n';
    const ids = library.encode(probe, { add_special_tokens: false }).ids;
    expect([...tokenizer.encode(probe)]).toEqual(ids);
  });
});

describe('a tokenizer file that cannot be used is told', () => {
  it.each([
    ['', 'no-tokenizer-file'],
    ['/absent/tokenizer.json', 'unusable-tokenizer'],
  ])('%j', async (file, code) => {
    await expect(
      learnTokenizer([], { kind: 'file', size: 0, minCount: 1, file }),
    ).rejects.toMatchObject({ code, where: 'tokenizer_file' });
  });

  it.each(['{', '[]', '{"model":{"type":"BPE"}}', '{"model":{"type":"Strange"}}'])(
    'with the content %j',
    async (content) => {
      const file = temporaryFile('tokenizer.json', content);
      await expect(
        learnTokenizer([], { kind: 'file', size: 0, minCount: 1, file }),
      ).rejects.toMatchObject({ code: 'unusable-tokenizer' });
    },
  );
});
