import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file's bytes, hex; streamed, so that size does not matter. */
export async function contentHash(
  path: string,
  onProgress?: (bytesRead: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    read += bytes.length;
    onProgress?.(read);
  }
  return hash.digest('hex');
}
