/** First bytes by which a file that is neither table nor text is named to the person. */
interface Signature {
  readonly what: string;
  readonly offset: number;
  readonly bytes: string | readonly number[];
}

const signatures: readonly Signature[] = [
  { what: 'a PNG image', offset: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { what: 'a JPEG image', offset: 0, bytes: [0xff, 0xd8, 0xff] },
  { what: 'a GIF image', offset: 0, bytes: 'GIF8' },
  { what: 'a WebP image', offset: 8, bytes: 'WEBP' },
  { what: 'a TIFF image', offset: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { what: 'a TIFF image', offset: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { what: 'a WAV recording', offset: 8, bytes: 'WAVE' },
  { what: 'an MP3 recording', offset: 0, bytes: 'ID3' },
  { what: 'an MP3 recording', offset: 0, bytes: [0xff, 0xfb] },
  { what: 'a FLAC recording', offset: 0, bytes: 'fLaC' },
  { what: 'an Ogg recording', offset: 0, bytes: 'OggS' },
  { what: 'a video', offset: 4, bytes: 'ftyp' },
  { what: 'a PDF document', offset: 0, bytes: '%PDF' },
  { what: 'an old Office document', offset: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { what: 'a SQLite database', offset: 0, bytes: 'SQLite format 3' },
  { what: 'an HDF5 file', offset: 0, bytes: [0x89, 0x48, 0x44, 0x46] },
  { what: 'a NumPy array', offset: 0, bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] },
  { what: 'a Python pickle', offset: 0, bytes: [0x80, 0x04, 0x95] },
  { what: 'an Arrow or Feather file', offset: 0, bytes: 'ARROW1' },
  { what: 'a program', offset: 0, bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { what: 'a program', offset: 0, bytes: 'MZ\x90' },
  { what: 'a 7-Zip archive', offset: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { what: 'a RAR archive', offset: 0, bytes: 'Rar!' },
  { what: 'a bzip2 archive', offset: 0, bytes: 'BZh' },
  { what: 'an xz archive', offset: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { what: 'a Zstandard archive', offset: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
];

/** "a PNG image", or null when the first bytes are none that are known. */
export function looksLike(head: Uint8Array): string | null {
  const found = signatures.find((signature) => startsWith(head, signature.bytes, signature.offset));
  return found?.what ?? null;
}

export function isGzip(head: Uint8Array): boolean {
  return startsWith(head, [0x1f, 0x8b, 0x08], 0);
}

export function isZip(head: Uint8Array): boolean {
  return (
    startsWith(head, [0x50, 0x4b, 0x03, 0x04], 0) || startsWith(head, [0x50, 0x4b, 0x05, 0x06], 0)
  );
}

/** The magic word of POSIX and GNU archives; older ones cannot be told from their beginning. */
export function isTar(head: Uint8Array): boolean {
  return startsWith(head, 'ustar', 257);
}

export function startsWith(
  head: Uint8Array,
  bytes: string | readonly number[],
  offset: number,
): boolean {
  const wanted = typeof bytes === 'string' ? Array.from(bytes, (c) => c.charCodeAt(0)) : bytes;
  return wanted.every((byte, index) => head[offset + index] === byte);
}
