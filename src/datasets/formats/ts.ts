import { readFile } from 'node:fs/promises';
import { channelNames } from '../sequences/labelled-sequences.ts';
import { partFile } from '../sequences/part-names.ts';
import { parseTs } from '../sequences/ts-text.ts';
import { extensionOf, type Head, type SequenceFormat, type Source } from './format.ts';

/** Labelled sequences as the UEA and sktime archives write them, in one file. */
export const ts: SequenceFormat = {
  id: 'ts',
  label: 'Labelled series (.ts)',
  kind: 'sequences',
  // A program in TypeScript ends alike, and is a text.
  extensions: [],

  sniff(head: Head): number {
    if (head.encoding === null) return 0;
    const isNamed = extensionOf(head.name) === 'ts';
    const hasData = /^@data\b/im.test(head.text);
    if (!/^@(problemname|timestamps|univariate|classlabel|targetlabel)\b/im.test(head.text))
      return 0;
    return hasData ? (isNamed ? 0.99 : 0.9) : 0;
  },

  async read(source: Source) {
    const { name } = source.head;
    // A single file's own name says what it was meant for; all of it is split anew.
    const { channels, target, sequences } = parseTs(
      await readFile(source.path, 'utf8'),
      null,
      name,
    );
    const layout = partFile(name) === null ? 'ts' : 'ts-part';
    return {
      layout,
      channels: channelNames(channels),
      image: null,
      target,
      sequences,
      diagnoses: [],
    };
  },
};
