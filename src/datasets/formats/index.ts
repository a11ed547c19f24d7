import { alignedText } from './aligned-text.ts';
import { csv } from './csv.ts';
import type { CollectionFormat, FileFormat, Head } from './format.ts';
import { graphJson } from './graph-json.ts';
import { idx } from './idx.ts';
import { idxImages } from './idx-images.ts';
import { jsonLines } from './json-lines.ts';
import { jsonLinesPairs } from './json-lines-pairs.ts';
import { midi } from './midi.ts';
import { midiFiles } from './midi-files.ts';
import { parquet } from './parquet.ts';
import { partedSequences } from './parted-sequences.ts';
import { pianoRoll } from './piano-roll.ts';
import { recipe } from './recipe.ts';
import { recordings } from './recordings.ts';
import { tabSeparatedPairs } from './tab-separated-pairs.ts';
import { text } from './text.ts';
import { tmx } from './tmx.ts';
import { ts } from './ts.ts';

/** Every format of one file. A new one is a file beside these and a line here. */
export const formats: readonly FileFormat[] = [
  csv,
  parquet,
  graphJson,
  jsonLines,
  jsonLinesPairs,
  tabSeparatedPairs,
  tmx,
  ts,
  recipe,
  idx,
  pianoRoll,
  midi,
  text,
];

/** Every format of several files, in an archive or a folder. */
export const collectionFormats: readonly CollectionFormat[] = [
  alignedText,
  recordings,
  partedSequences,
  idxImages,
  midiFiles,
];

/** The format that claims a file most surely, or null when none does. */
export function formatOf(head: Head): FileFormat | null {
  return surest(formats, (format) => format.sniff(head));
}

/** The format that claims files of these names most surely, or null when none does. */
export function collectionFormatOf(names: readonly string[]): CollectionFormat | null {
  return surest(collectionFormats, (format) => format.claims(names));
}

function surest<F>(candidates: readonly F[], claimOf: (format: F) => number): F | null {
  let best: F | null = null;
  let sureness = 0;
  for (const format of candidates) {
    const claim = claimOf(format);
    if (claim > sureness) [best, sureness] = [format, claim];
  }
  return best;
}

export type {
  AudioCollectionFormat,
  Collection,
  CollectionFormat,
  FileFormat,
  Format,
  Head,
  MusicCollectionFormat,
  MusicFormat,
  ParallelCollectionFormat,
  ParallelFormat,
  SequenceCollectionFormat,
  SequenceFormat,
  Source,
  TableFormat,
  TextFormat,
} from './format.ts';
