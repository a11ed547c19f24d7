import { open } from 'node:fs/promises';
import { UnrollError } from '../contract/index.ts';
import { decodeSample, detectEncoding } from './encoding.ts';
import { looksLike } from './file-signature.ts';
import type { Head } from './formats/index.ts';

/** Bytes from which a format is told. */
export const headLength = 256 * 1024;

export async function readHead(path: string, name: string): Promise<Head> {
  const bytes = await firstBytes(path, headLength + 1);
  return headOf(name, bytes.subarray(0, headLength), bytes.length <= headLength);
}

export function headOf(name: string, bytes: Uint8Array, complete: boolean): Head {
  const encoding = looksLike(bytes) === null ? detectEncoding(bytes) : null;
  const text = encoding === null ? '' : decodeSample(bytes, encoding).replaceAll('\0', '');
  return { name, bytes, complete, encoding, text };
}

export async function firstBytes(path: string, length: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, error: unknown): UnrollError {
  const code = (error as NodeJS.ErrnoException).code;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new UnrollError({
    code: missing ? 'no-such-file' : 'unreadable-file',
    message: missing ? `There is no file ${path}.` : `${path} cannot be read (${code ?? error}).`,
    where: path,
    hint: missing ? 'Check the name and the folder.' : 'Check who may read it.',
  });
}
