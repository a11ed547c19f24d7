export { filesToPack, packFiles } from './archives/index.ts';
export { framesNeeded } from './audio/alignment-length.ts';
export type { Utterance } from './audio/corpora/index.ts';
export { FeatureExtractor, type FeatureMatrix } from './audio/features/index.ts';
export type { AudioReading } from './audio/read-audio.ts';
export { pictureSpectrogram, readClip, readRecording } from './audio/recording.ts';
export { resample } from './audio/resample.ts';
export { writeWav } from './audio/wav.ts';
export { contentHash } from './content-hash.ts';
export { groupFiles } from './file-groups.ts';
export { collectionFormats, formats } from './formats/index.ts';
export type { GraphEdge } from './graphs/graph-file.ts';
export { type InspectOptions, inspectFile } from './inspect.ts';
export { interpolateMissing } from './interpolation.ts';
export type { Music, Piece } from './music/music.ts';
export {
  type GridNote,
  keyCount,
  lowestPitch,
  notesOf,
  type PianoRoll,
  rollOf,
} from './music/piano-roll.ts';
export { writeMidi } from './music/write-midi.ts';
export { isOddRatio } from './parallel/pair-checks.ts';
export type { AssignedPart, ParallelText, WantedSides } from './parallel/parallel-text.ts';
export {
  type Graph,
  readGraph,
  readLabelledTexts,
  readMusic,
  readPairs,
  readSequences,
  readSeries,
  readTable,
  readText,
  withRecordings,
} from './read.ts';
export { type ChannelScale, StandardScaler } from './scaler.ts';
export type {
  ImageSize,
  LabelledSequence,
  LabelledSequences,
  TargetKind,
} from './sequences/labelled-sequences.ts';
export { shownSequence } from './sequences/shown.ts';
export type { LabelledText, TableColumns } from './sequences/table-sequences.ts';
export {
  contiguousSplit,
  type SplitName,
  type SplitRange,
  type Splits,
  splitByCounts,
} from './splits.ts';
export type { TableData } from './table/read-columns.ts';
export { usableColumns } from './table/usable.ts';
export {
  learnTokenizer,
  type TextJoiner,
  type Tokenizer,
  type TokenizerKind,
  unitNames,
} from './tokenizers/index.ts';
export {
  type SavedVocabulary,
  unknownToken,
  Vocabulary,
  type VocabularyOptions,
  type VocabularyUnit,
} from './vocabulary.ts';
export { readWordVectors, type WordVectors } from './word-vectors.ts';
