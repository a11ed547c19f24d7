import type { Inspection } from '../contract/index.ts';
import { summariseAudio } from './audio/summary.ts';
import { contentHash } from './content-hash.ts';
import { readMusicOf } from './music/open-music.ts';
import { summariseMusic } from './music/summary.ts';
import { anySides, isParallel, readPairsOf } from './parallel/open-pairs.ts';
import { summarisePairs } from './parallel/summary.ts';
import { summariseSequences } from './sequences/summary.ts';
import { isFile, type OpenCollection, type OpenSource, withSource } from './source.ts';
import { withTable } from './table/open-table.ts';
import { summariseTable } from './table/summary.ts';
import { summariseText } from './text/summary.ts';

export interface InspectOptions {
  /** Id of the format to read it as; without it the content decides. */
  readonly format?: string | null | undefined;
  /** @param done share of the work, 0 to 1 */
  readonly onProgress?: (label: string, done: number) => void;
}

/**
 * Looks at a whole file: what it is, what it holds, what looks wrong in it. The file is only read.
 * `suggestions` is left empty: tasks know what fits them.
 *
 * @throws UnrollError when the file cannot be read or is neither table, text nor recordings
 */
export async function inspectFile(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const { format = null, onProgress = () => {} } = options;
  onProgress('Opening', 0);
  return withSource(path, format, async (source) => {
    const hash = await contentHash(path, (read) =>
      onProgress('Reading', 0.1 + (0.3 * read) / Math.max(1, source.bytes)),
    );
    onProgress('Looking at the content', 0.4);
    const { summary, diagnoses } = await summarise(source, (done) =>
      onProgress('Listening', 0.4 + 0.6 * done),
    );
    onProgress('Done', 1);
    return {
      format: source.format.id,
      compression: source.compression,
      bytes: source.bytes,
      hash,
      summary,
      diagnoses: [...chosenMember(source), ...diagnoses],
      suggestions: [],
    };
  });
}

type Opened = OpenSource | OpenCollection;

/** @param onHeard share of the recordings that have been listened to */
async function summarise(
  source: Opened,
  onHeard: (done: number) => void,
): Promise<Pick<Inspection, 'summary' | 'diagnoses'>> {
  const { format: chosen } = source;
  if (!isFile(source) && chosen.kind === 'audio') {
    return summariseAudio(await chosen.open(source, ''), onHeard);
  }
  if (!isFile(source) && source.format.kind === 'sequences') {
    return summariseSequences(await source.format.readCollection(source));
  }
  const music = await readMusicOf(source);
  if (music !== null) return summariseMusic(music);
  if (isParallel(source)) return summarisePairs(await readPairsOf(source, anySides));
  if (isFile(source)) {
    const { format } = source;
    if (format.kind === 'table') return withTable(source, format, summariseTable);
    if (format.kind === 'text') return summariseText(source, format);
    if (format.kind === 'sequences') return summariseSequences(await format.read(source));
  }
  throw new Error(`nothing looks at the format ${source.format.id}`);
}

function chosenMember({ member }: Opened): Inspection['diagnoses'] {
  if (member === null) return [];
  return [
    {
      severity: 'info',
      code: 'archive-member',
      message: `The archive holds several files; only ${member} can be meant.`,
      action: 'That one is read.',
      where: member,
    },
  ];
}
