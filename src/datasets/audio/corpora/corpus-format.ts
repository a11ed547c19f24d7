import type { SplitName } from '../../splits.ts';

/** Names of all files of a bundle and the text of the small ones that may say something. */
export interface CorpusFiles {
  readonly names: readonly string[];
  /** Recordings among them, in order of name. */
  readonly recordings: readonly string[];
  /** By name: decoded, line ends as line feeds. */
  readonly texts: ReadonlyMap<string, string>;
}

/** One recording with what was said in it. */
export interface Utterance {
  /** Name of the recording in the bundle. */
  readonly file: string;
  readonly transcript: string;
  /** Null where nothing tells who speaks. */
  readonly speaker: string | null;
  /** Number of the take, where the name carries one. */
  readonly take: number | null;
  /** Part that the data set itself assigns, or null. */
  readonly split: SplitName | null;
}

/** What a manifest says, before anything is listened to. */
export interface Corpus {
  readonly utterances: readonly Utterance[];
  /** Recordings that the manifest names and the bundle lacks. */
  readonly missing: readonly string[];
  /** The pattern of the file names, where it was read from them. */
  readonly pattern: string | null;
}

/**
 * One way in which recordings and transcripts are kept together. Guarantees: the same files give
 * the same utterances in the same order, each recording at most once; nothing but names and texts
 * is looked at.
 */
export interface CorpusFormat {
  /** As kept with a data set: `ljspeech`. */
  readonly id: string;
  readonly label: string;
  /** How surely the files are laid out so: 0 not at all, 1 beyond doubt. Never throws. */
  claim(files: CorpusFiles): number;
  /**
   * @param pattern of the file names as a person gave it; empty finds it
   * @throws UnrollError when the manifest is damaged or the pattern fits no name
   */
  read(files: CorpusFiles, pattern: string): Corpus;
}
