import { isFile, type OpenCollection, type OpenSource } from '../source.ts';
import type { Music } from './music.ts';

/** The music of an opened file or of several files; null where it is something else. */
export async function readMusicOf(source: OpenSource | OpenCollection): Promise<Music | null> {
  if (isFile(source)) {
    const { format } = source;
    return format.kind === 'music' ? format.read(source) : null;
  }
  const { format } = source;
  return format.kind === 'music' ? format.readCollection(source) : null;
}
