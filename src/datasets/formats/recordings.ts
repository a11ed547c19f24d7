import { isAudioName } from '../audio/decode.ts';
import { openReading } from '../audio/read-audio.ts';
import type { AudioCollectionFormat } from './format.ts';

/** Below this share of recordings, other files are what the archive is about. */
const leastShare = 0.2;

/** Recordings in any coding with their transcripts, in any of the layouts of `audio/corpora`. */
export const recordings: AudioCollectionFormat = {
  id: 'recordings',
  label: 'Recordings with transcripts',
  kind: 'audio',

  claims(names) {
    const count = names.filter(isAudioName).length;
    // A single recording is no data set.
    if (count === 0 || names.length === 1) return 0;
    return count >= leastShare * names.length ? 0.98 : 0.3;
  },

  open: openReading,
};
