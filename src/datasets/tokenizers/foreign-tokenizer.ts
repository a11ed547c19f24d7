import { readFile } from 'node:fs/promises';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { UnrollError } from '../../contract/index.ts';
import { noTokenizerFile } from './no-file.ts';
import type { TextJoiner, Tokenizer } from './tokenizer.ts';

/** Texts are handed to the library in stretches of about this many characters, cut at line ends. */
const stretch = 20_000;

/** A `tokenizer.json` of someone else, applied as its own library does. */
export class ForeignTokenizer implements Tokenizer {
  readonly kind = 'file';
  readonly size: number;
  readonly unknown: number | null;
  readonly #tokenizer: LibraryTokenizer;
  readonly #json: string;

  private constructor(tokenizer: LibraryTokenizer, json: string) {
    this.#tokenizer = tokenizer;
    this.#json = json;
    let largest = -1;
    for (const id of tokenizer.get_vocab(true).values()) largest = Math.max(largest, id);
    this.size = largest + 1;
    const names = ['<unk>', '[UNK]', '<|unk|>'];
    this.unknown =
      names.map((name) => tokenizer.token_to_id(name)).find((id) => id !== undefined) ?? null;
  }

  /** @throws UnrollError when the file is missing or no tokenizer that can be applied */
  static async open(path: string): Promise<ForeignTokenizer> {
    if (path === '') throw noTokenizerFile();
    const json = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw unusable(path, error.code === 'ENOENT' ? 'there is no such file' : error.message);
    });
    try {
      const parsed: unknown = JSON.parse(json);
      const tokenizer = new LibraryTokenizer(parsed as object, {
        clean_up_tokenization_spaces: false,
      });
      const opened = new ForeignTokenizer(tokenizer, json);
      opened.encode('Try it.');
      if (opened.size < 2) throw new Error('it has no tokens');
      return opened;
    } catch (error) {
      throw unusable(path, error instanceof Error ? error.message : String(error));
    }
  }

  encode(text: string): Int32Array {
    const tokens: number[] = [];
    for (const piece of stretches(text)) {
      const { ids } = this.#tokenizer.encode(piece, { add_special_tokens: false });
      for (const id of ids) tokens.push(id);
    }
    return Int32Array.from(tokens);
  }

  decode(tokens: ArrayLike<number>): string {
    if (tokens.length === 0) return '';
    return this.#tokenizer.decode(Array.from(tokens), {
      skip_special_tokens: false,
      clean_up_tokenization_spaces: false,
    });
  }

  tokenOf(token: number): string {
    return this.#tokenizer.id_to_token(token) ?? `⟨${token}⟩`;
  }

  /** The library decodes whole sequences only, so that each piece is what a longer one adds. */
  joiner(before: string): TextJoiner {
    const tokens = [...this.encode(before)];
    let shown = this.decode(tokens);
    const added = (whole: string): string => {
      const text = whole.startsWith(shown) ? whole.slice(shown.length) : '';
      if (text !== '') shown = whole;
      return text;
    };
    return {
      push: (token) => {
        tokens.push(token);
        const whole = this.decode(tokens);
        // A character that is not complete yet shows as the replacement character.
        return whole.endsWith('\uFFFD') ? '' : added(whole);
      },
      end: () => added(this.decode(tokens)),
    };
  }

  toTokenizerJson(): string {
    return this.#json;
  }
}

/** At line ends that a letter or sign follows: no token reaches across them in practice. */
function* stretches(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > stretch) {
    const next = /\n(?=\S)/g;
    next.lastIndex = start + stretch;
    const found = next.exec(text);
    if (found === null) break;
    yield text.slice(start, found.index + 1);
    start = found.index + 1;
  }
  if (start < text.length) yield text.slice(start);
}

function unusable(path: string, why: string): UnrollError {
  return new UnrollError({
    code: 'unusable-tokenizer',
    message: `The tokenizer ${path} cannot be used: ${why}.`,
    where: 'tokenizer_file',
    hint: 'It must be a tokenizer.json as the library tokenizers writes it.',
  });
}
