import { z } from 'zod';
import type { CorpusFiles, CorpusFormat } from './corpus-format.ts';
import { corpusOfRows, type ManifestRow } from './manifest-rows.ts';

const line = z.object({
  audio_filepath: z.string(),
  text: z.string(),
  speaker: z.union([z.string(), z.number()]).optional(),
});

/** JSON lines of `audio_filepath`, `duration` and `text`, as NeMo reads them. */
export const nemoManifest: CorpusFormat = {
  id: 'speech-json-lines',
  label: 'JSON lines manifest',
  claim: (files) => (rowsOf(files).length > 0 ? 0.97 : 0),
  read: (files) => corpusOfRows(files, rowsOf(files)),
};

function rowsOf(files: CorpusFiles): ManifestRow[] {
  const rows: ManifestRow[] = [];
  for (const [manifest, text] of files.texts) {
    if (!/\.(json|jsonl|ndjson)$/i.test(manifest) || !text.includes('audio_filepath')) continue;
    for (const one of text.split('\n')) {
      const row = parseLine(one);
      if (row === null) continue;
      const { audio_filepath: path, text: transcript, speaker } = row;
      rows.push({ manifest, path, transcript, speaker: speaker?.toString() ?? null });
    }
  }
  return rows;
}

/** Null for a line that is no entry: an empty one, or one that was cut. */
function parseLine(text: string): z.infer<typeof line> | null {
  if (text.trim() === '') return null;
  try {
    const parsed = line.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
