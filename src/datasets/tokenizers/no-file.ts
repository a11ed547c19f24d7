import { UnrollError } from '../../contract/index.ts';

export function noTokenizerFile(): UnrollError {
  return new UnrollError({
    code: 'no-tokenizer-file',
    message: 'The tokens come from a file, but none is named.',
    where: 'tokenizer_file',
    hint: 'Give the path of a tokenizer.json, or choose other tokens.',
  });
}
