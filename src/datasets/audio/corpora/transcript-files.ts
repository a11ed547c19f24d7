import { posix } from 'node:path';
import type { Corpus, CorpusFiles, CorpusFormat, Utterance } from './corpus-format.ts';
import { tidy } from './manifest-rows.ts';
import { namedSplit } from './named-split.ts';
import { withoutEnding } from './recording-finder.ts';

/**
 * A text beside each recording under the same name (`a.wav`, `a.txt`), or one text for each folder
 * whose lines begin with a recording's name (`84-121123.trans.txt`, as LibriSpeech has them).
 */
export const transcriptFiles: CorpusFormat = {
  id: 'speech-transcripts',
  label: 'Recordings with text files',
  claim(files) {
    const { utterances } = corpusOf(files);
    return utterances.length * 2 >= files.recordings.length && utterances.length > 0 ? 0.9 : 0;
  },
  read: corpusOf,
};

function corpusOf(files: CorpusFiles): Corpus {
  const spoken = transcriptsByName(files);
  const utterances = files.recordings.flatMap((file): Utterance[] => {
    const transcript = spoken.get(withoutEnding(file));
    if (transcript === undefined) return [];
    return [{ file, transcript, speaker: null, take: null, split: namedSplit(file) }];
  });
  return { utterances, missing: [], pattern: null };
}

/** By the recording's name without its ending. */
function transcriptsByName({ texts }: CorpusFiles): Map<string, string> {
  const spoken = new Map<string, string>();
  for (const [name, text] of texts) {
    if (/\.trans\.txt$/i.test(name)) {
      for (const line of text.split('\n')) {
        const [, id, transcript] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
        if (id === undefined || transcript === undefined) continue;
        spoken.set(posix.join(posix.dirname(name), id), tidy(transcript));
      }
    } else if (/\.(txt|lab)$/i.test(name)) {
      spoken.set(withoutEnding(name), tidy(text));
    }
  }
  return spoken;
}
