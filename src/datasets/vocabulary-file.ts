import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UnrollError } from '../contract/index.ts';
import { unknownToken } from './vocabulary.ts';

/** Numbers by token, tokens by number, or what `Vocabulary.toJSON` writes. */
const fileSchema = z.union([
  z.record(z.string(), z.number().int().min(0).max(10_000_000)),
  z.array(z.string()).min(1),
  z.object({ tokens: z.array(z.string()).min(1) }).transform(({ tokens }) => tokens),
]);

/** How other programs call the token that stands for all others. */
const unknownNames = ['[UNK]', '<UNK>', 'UNK', '<|unk|>'];

/**
 * Tokens by number from a vocabulary that came with trained weights. Where the file leaves number 0
 * out, as Keras does for padding, or has no token for what it lacks, `<unk>` takes that number or the
 * next free one, so that every text can be read.
 * @throws UnrollError when the file is missing or no vocabulary
 */
export async function readVocabularyFile(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unusable(path, error.code === 'ENOENT' ? 'there is no such file' : error.message);
  });
  const parsed = fileSchema.safeParse(parseJson(text, path));
  if (!parsed.success) throw unusable(path, 'it is neither a list of tokens nor numbers by token');
  const tokens = Array.isArray(parsed.data) ? [...parsed.data] : byNumber(parsed.data, path);
  const named = tokens.findIndex((token) => token !== undefined && unknownNames.includes(token));
  if (named >= 0 && !tokens.includes(unknownToken)) tokens[named] = unknownToken;
  if (!tokens.includes(unknownToken)) {
    const hole = tokens.indexOf(undefined);
    tokens[hole < 0 ? tokens.length : hole] = unknownToken;
  }
  const all = Array.from(tokens, (token, number) => token ?? `<unused ${number}>`);
  if (new Set(all).size < all.length) throw unusable(path, 'it names a token twice');
  return all;
}

/** With holes where no token has the number. */
function byNumber(numbers: Readonly<Record<string, number>>, path: string): (string | undefined)[] {
  const entries = Object.entries(numbers);
  const most = Math.max(...entries.map(([, number]) => number));
  if (entries.length === 0 || most >= 2 * entries.length + 16) {
    throw unusable(path, 'most of its numbers have no token');
  }
  const tokens = Array.from<string | undefined>({ length: most + 1 });
  for (const [token, number] of entries) {
    if (tokens[number] !== undefined) throw unusable(path, `two tokens have the number ${number}`);
    tokens[number] = token;
  }
  return tokens;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw unusable(path, 'it is not JSON');
  }
}

function unusable(path: string, why: string): UnrollError {
  return new UnrollError({
    code: 'unusable-vocabulary',
    message: `The vocabulary ${path} cannot be used: ${why}.`,
    where: path,
    hint: 'Give a JSON file such as {"a": 0, "b": 1} or ["a", "b"].',
  });
}
