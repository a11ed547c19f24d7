import { UnrollError } from '../../../contract/index.ts';
import type { Corpus, CorpusFiles, CorpusFormat, Utterance } from './corpus-format.ts';
import { findPattern } from './find-pattern.ts';
import { tidy } from './manifest-rows.ts';
import { NamePattern } from './name-pattern.ts';
import { namedSplit } from './named-split.ts';

/** Names that carry what was said: `7_jackson_32.wav`, `yes/0a7c2a8d_nohash_0.wav`. */
export const labelledNames: CorpusFormat = {
  id: 'labelled-recordings',
  label: 'Labels in file names',
  claim: ({ recordings }) => (findPattern(recordings) === null ? 0 : 0.7),
  read(files, given) {
    const text = given === '' ? (findPattern(files.recordings) ?? '{label}') : given;
    return corpusOf(files, new NamePattern(text));
  },
};

function corpusOf({ recordings }: CorpusFiles, pattern: NamePattern): Corpus {
  const { transcriptField } = pattern;
  const utterances = recordings.flatMap((file): Utterance[] => {
    const fields = pattern.match(file);
    if (fields === null) return [];
    const take = Number(fields['index'] ?? fields['take'] ?? Number.NaN);
    return [
      {
        file,
        transcript: tidy(fields[transcriptField]!),
        speaker: fields['speaker'] ?? null,
        take: Number.isInteger(take) ? take : null,
        split: namedSplit(file),
      },
    ];
  });
  if (utterances.length > 0) return { utterances, missing: [], pattern: pattern.text };
  throw new UnrollError({
    code: 'unusable-pattern',
    message: `No recording is named like ${pattern.text}; the first is ${recordings[0]}.`,
    where: 'name_pattern',
    hint: 'Name the fields in braces as they stand in the names: {label}_{speaker}_{index}.wav.',
  });
}
