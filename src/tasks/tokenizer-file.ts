import { type Settings, textOf } from '../contract/index.ts';
import { noTokenizerFile } from '../datasets/tokenizers/no-file.ts';

/** @throws UnrollError when tokens come from a file and none is named */
export function expectTokenizerFile(settings: Settings): void {
  const isNamed = textOf(settings, 'tokenizer_file') !== '';
  if (textOf(settings, 'tokens') === 'file' && !isNamed) throw noTokenizerFile();
}
