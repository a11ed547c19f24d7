import { posix } from 'node:path';
import type { CorpusFiles, CorpusFormat } from './corpus-format.ts';
import { corpusOfRows, type ManifestRow } from './manifest-rows.ts';
import { RecordingFinder } from './recording-finder.ts';

/**
 * `metadata.csv` without a header or quotes: the recording's name without ending, a bar, the text,
 * and after another bar the text with numbers written out, which is taken where it is there.
 */
export const ljspeech: CorpusFormat = {
  id: 'ljspeech',
  label: 'LJSpeech',
  claim(files) {
    const rows = rowsOf(files);
    if (rows.length === 0) return 0;
    const finder = new RecordingFinder(files.recordings);
    const found = rows.filter(({ path, manifest }) => finder.find(path, manifest) !== null);
    return found.length * 2 >= rows.length ? 0.96 : 0.3;
  },
  read: (files) => corpusOfRows(files, rowsOf(files)),
};

function rowsOf(files: CorpusFiles): ManifestRow[] {
  const rows: ManifestRow[] = [];
  for (const [manifest, text] of files.texts) {
    if (posix.basename(manifest).toLowerCase() !== 'metadata.csv') continue;
    for (const line of text.split('\n')) {
      const [path = '', written = '', spoken = ''] = line.split('|');
      if (!line.includes('|')) continue;
      rows.push({ manifest, path, transcript: spoken.trim() === '' ? written : spoken });
    }
  }
  return rows;
}
