import type { CorpusFiles, CorpusFormat } from './corpus-format.ts';
import { delimitedRows } from './delimited.ts';
import { corpusOfRows, type ManifestRow } from './manifest-rows.ts';

const pathColumns = ['wav_filename', 'path', 'file', 'filename', 'file_name', 'audio', 'wav'];
const textColumns = ['transcript', 'sentence', 'text', 'transcription', 'label'];
const speakerColumns = ['speaker', 'speaker_id', 'client_id'];

/**
 * Tables of paths and transcripts with a header: `wav_filename,wav_filesize,transcript`
 * (DeepSpeech), `path` and `sentence` (Common Voice), `file_name` and `transcription`.
 */
export const csvManifest: CorpusFormat = {
  id: 'speech-csv',
  label: 'CSV manifest',
  claim: (files) => (rowsOf(files).length > 0 ? 0.95 : 0),
  read: (files) => corpusOfRows(files, rowsOf(files)),
};

function rowsOf(files: CorpusFiles): ManifestRow[] {
  const rows: ManifestRow[] = [];
  for (const [manifest, text] of files.texts) {
    if (/\.(csv|tsv)$/i.test(manifest)) rows.push(...readManifest(manifest, text));
  }
  return rows;
}

function readManifest(manifest: string, text: string): ManifestRow[] {
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const delimiter = ['\t', ';', ','].find((one) => first.includes(one)) ?? ',';
  const names = (delimitedRows(first, delimiter)[0] ?? []).map((name) => name.trim().toLowerCase());
  const column = (wanted: readonly string[]) => {
    const name = wanted.find((one) => names.includes(one));
    return name === undefined ? -1 : names.indexOf(name);
  };
  const [path, transcript, speaker] = [pathColumns, textColumns, speakerColumns].map(column) as [
    number,
    number,
    number,
  ];
  if (path < 0 || transcript < 0) return [];
  return delimitedRows(text, delimiter)
    .slice(1)
    .map((row) => ({
      manifest,
      path: row[path] ?? '',
      transcript: row[transcript] ?? '',
      speaker: row[speaker] || null,
    }));
}
