import { BytePairModel } from './bpe.ts';
import { visibleToken } from './byte-alphabet.ts';
import type { SubwordModel } from './subword-model.ts';
import { UnigramModel } from './unigram.ts';

const byteLevel = { type: 'ByteLevel', trim_offsets: true, use_regex: true } as const;

/**
 * A subword model in the form that the libraries `tokenizers` read (Rust, Python, JavaScript): cut
 * at words first, then bytes as characters.
 */
export function subwordJson(model: SubwordModel): string {
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { ...byteLevel, add_prefix_space: false },
    post_processor: null,
    decoder: { ...byteLevel, add_prefix_space: true },
    model: modelJson(model),
  });
}

function modelJson(model: SubwordModel): unknown {
  const names = model.tokens.map(visibleToken);
  if (model instanceof BytePairModel) {
    return {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(names.map((name, id) => [name, id])),
      merges: model.merges.map(([left, right]) => [names[left]!, names[right]!]),
    };
  }
  if (model instanceof UnigramModel) {
    const vocab = names.map((name, id) => [name, model.scores[id]!]);
    return { type: 'Unigram', unk_id: null, vocab, byte_fallback: false };
  }
  throw new Error(`no JSON form for ${model.kind}`);
}
