import type { Corpus, CorpusFiles, Utterance } from './corpus-format.ts';
import { namedSplit } from './named-split.ts';
import { RecordingFinder } from './recording-finder.ts';

/** One line of a manifest. */
export interface ManifestRow {
  readonly manifest: string;
  /** Path of the recording as the manifest has it. */
  readonly path: string;
  readonly transcript: string;
  readonly speaker?: string | null;
}

/** Joins rows with the recordings they mean; a recording named twice counts once, the first time. */
export function corpusOfRows(files: CorpusFiles, rows: readonly ManifestRow[]): Corpus {
  const finder = new RecordingFinder(files.recordings);
  const utterances = new Map<string, Utterance>();
  const missing: string[] = [];
  for (const { manifest, path, transcript, speaker = null } of rows) {
    const file = finder.find(path, manifest);
    if (file === null) missing.push(path);
    else if (!utterances.has(file)) {
      const split = namedSplit(manifest) ?? namedSplit(file);
      utterances.set(file, { file, transcript: tidy(transcript), speaker, take: null, split });
    }
  }
  return { utterances: [...utterances.values()], missing, pattern: null };
}

/** White space at the ends and in rows means nothing. */
export function tidy(transcript: string): string {
  return transcript.normalize('NFC').replace(/\s+/g, ' ').trim();
}
