import type { Setting } from '../contract/index.ts';

/** How texts are cut into tokens, shared by the tasks that read text. */
export const tokenSettings: readonly Setting[] = [
  {
    name: 'tokens',
    type: 'choice',
    default: 'character',
    label: 'Tokens',
    help: 'What the network reads and writes at each step; smaller tokens need no word list and make sequences longer. Bits per character and per byte compare them.',
    group: 'data',
    level: 'basic',
    choices: [
      {
        value: 'character',
        label: 'Characters',
        help: 'Every character is a token: a small vocabulary and long dependencies.',
      },
      {
        value: 'byte',
        label: 'Bytes',
        help: 'Every byte of UTF-8 is a token: 256 of them write any text; the longest sequences.',
      },
      {
        value: 'word',
        label: 'Words',
        help: 'Words, punctuation and line ends are tokens: needs a text of some hundred thousand words.',
      },
      {
        value: 'bpe',
        label: 'Subwords (BPE)',
        help: 'Frequent words whole, rare ones in pieces, joined pair by pair (Sennrich et al. 2016); writes any text.',
      },
      {
        value: 'unigram',
        label: 'Subwords (unigram)',
        help: 'Pieces that make the text likeliest (Kudo 2018); writes any text, slower to learn than BPE.',
      },
      {
        value: 'file',
        label: 'From a file',
        help: 'A tokenizer.json that another program made.',
      },
    ],
  },
  {
    name: 'tokenizer_file',
    type: 'text',
    of: 'file',
    default: '',
    label: 'Tokenizer file',
    help: 'Path of the tokenizer.json; it must stay where it is as long as the run is used. Empty by default.',
    group: 'data',
    level: 'basic',
    when: { setting: 'tokens', is: ['file'] },
  },
  {
    name: 'min_count',
    type: 'integer',
    default: 1,
    min: 1,
    max: 1_000_000,
    unit: 'times',
    label: 'Least count',
    help: 'Characters or words seen less often in the training part become <unk>; 1 keeps all, 2 is usual for words and for scripts of thousands of characters.',
    group: 'data',
    level: 'advanced',
    when: { setting: 'tokens', is: ['character', 'word'] },
  },
  {
    name: 'vocabulary_size',
    type: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'tokens',
    label: 'Largest vocabulary',
    help: 'Only the most frequent characters or words are kept, the rest become <unk>; of subwords so many are made. Smaller trains faster. 0 keeps all, or makes 4,000 subwords.',
    group: 'data',
    level: 'advanced',
    when: { setting: 'tokens', is: ['character', 'word', 'bpe', 'unigram'] },
  },
];
