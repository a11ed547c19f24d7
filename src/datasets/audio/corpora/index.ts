import type { CorpusFiles, CorpusFormat } from './corpus-format.ts';
import { csvManifest } from './csv-manifest.ts';
import { labelledNames } from './labelled-names.ts';
import { ljspeech } from './ljspeech.ts';
import { nemoManifest } from './nemo-manifest.ts';
import { transcriptFiles } from './transcript-files.ts';

/** Every layout of recordings with transcripts. A new one is a file beside these and a line here. */
export const corpusFormats: readonly CorpusFormat[] = [
  csvManifest,
  nemoManifest,
  ljspeech,
  transcriptFiles,
  labelledNames,
];

/** The layout that claims the files most surely, or null when none does. */
export function corpusFormatOf(files: CorpusFiles): CorpusFormat | null {
  let best: CorpusFormat | null = null;
  let sureness = 0;
  for (const format of corpusFormats) {
    const claim = format.claim(files);
    if (claim > sureness) [best, sureness] = [format, claim];
  }
  return best;
}

export type { Corpus, CorpusFiles, CorpusFormat, Utterance } from './corpus-format.ts';
