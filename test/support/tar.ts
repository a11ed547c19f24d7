import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';

/** A tar archive of ordinary files, in the order given. */
export async function tarOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  { gzip = false } = {},
): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(files)) pack.entry({ name }, Buffer.from(content));
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack) pieces.push(Buffer.from(piece as Uint8Array));
  const whole = Buffer.concat(pieces);
  return gzip ? gzipSync(whole) : whole;
}
