import { readFile } from 'node:fs/promises';
import { imagesWithLabels, isIdx, parseIdx } from '../sequences/idx.ts';
import { channelNames } from '../sequences/labelled-sequences.ts';
import type { Head, SequenceFormat, Source } from './format.ts';

/** Pictures of an idx file by itself: nothing says what they are, but a network may. */
export const idx: SequenceFormat = {
  id: 'idx',
  label: 'Pictures (idx)',
  kind: 'sequences',
  extensions: [],

  sniff: (head: Head) => (isIdx(head.bytes) && head.bytes[3] === 3 ? 0.99 : 0),

  async read(source: Source) {
    const { name } = source.head;
    const images = parseIdx(await readFile(source.path), name);
    const { size, sequences } = imagesWithLabels(images, null, null, name);
    const channels = channelNames(size.height * size.width);
    return { layout: 'idx', channels, image: size, target: 'class', sequences, diagnoses: [] };
  },
};
