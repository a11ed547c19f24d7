import type { ArchiveMember } from '../archives/index.ts';
import { decodeSample, detectEncoding } from '../encoding.ts';
import type { CorpusFiles } from './corpora/index.ts';
import { isAudioName } from './decode.ts';

/** A text above this is no manifest. */
const largestManifest = 256 * 2 ** 20;

/** Lists recordings and reads the texts beside them. */
export async function readCorpusFiles(members: readonly ArchiveMember[]): Promise<CorpusFiles> {
  const sorted = [...members].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = sorted.map(({ name }) => name);
  const texts = new Map<string, string>();
  for (const member of sorted) {
    if (!isManifestName(member.name) || member.bytes > largestManifest) continue;
    const text = textOf(Buffer.from(await member.content()));
    if (text !== null) texts.set(member.name, text);
  }
  return { names, recordings: names.filter(isAudioName), texts };
}

function isManifestName(name: string): boolean {
  return /\.(csv|tsv|json|jsonl|ndjson|txt|lab)$/i.test(name);
}

function textOf(bytes: Buffer): string | null {
  const encoding = detectEncoding(bytes.subarray(0, 2 ** 18));
  if (encoding === null) return null;
  return decodeSample(bytes, encoding)
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
}
