import yauzl from 'yauzl';
import { UnrollError } from '../../contract/index.ts';

/** Unpacked, of all members together: no store of recurrent weights is larger. */
const mostBytes = 8e9;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

/** Every member of a zip archive in memory. @throws UnrollError when it is damaged or too large */
export async function unzip(bytes: Uint8Array, source: string): Promise<Map<string, Uint8Array>> {
  const members = new Map<string, Uint8Array>();
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const zip = await yauzl.fromBufferPromise(buffer);
    let total = 0;
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      if (total > mostBytes) throw new Error(`it unpacks to more than ${mostBytes} bytes`);
      const parts: Buffer[] = [];
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
      members.set(entry.fileName, Buffer.concat(parts));
    }
    return members;
  } catch (error) {
    throw new UnrollError({
      code: 'broken-archive',
      message: `${source} is a damaged zip archive: ${error instanceof Error ? error.message : error}.`,
      where: source,
      hint: 'Take the file again from where it was made.',
    });
  }
}
