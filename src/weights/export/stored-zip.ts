import { crc32 } from 'node:zlib';

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
/** Contents of PyTorch's archives begin at multiples of this, so that they can be mapped. */
const alignment = 64;
const localHeader = 30;
const version = 20;
/** The first of January 1980: the same weights give the same bytes. */
const date = 0x0021;

/** A zip archive whose members are stored as they are, in their order. Names in ASCII; below 4 GB. */
export function storedZip(members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const pieces: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const [name, content] of members) {
    const facts = { name, size: content.length, checksum: crc32(content) };
    const plain = at + localHeader + name.length;
    const padding = (alignment - (plain % alignment)) % alignment;
    const head = header(localSignature, facts, padding);
    pieces.push(head, content);
    entries.push(centralEntry(facts, at));
    at += head.length + content.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(members.size, 8);
  end.writeUInt16LE(members.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, directory, end]);
}

interface Member {
  readonly name: string;
  readonly size: number;
  readonly checksum: number;
}

/** Local header with its name and so many bytes of padding. */
function header(signature: number, { name, size, checksum }: Member, padding: number): Buffer {
  const head = Buffer.alloc(localHeader + name.length + padding);
  head.writeUInt32LE(signature, 0);
  head.writeUInt16LE(version, 4);
  head.writeUInt16LE(date, 12);
  head.writeUInt32LE(checksum, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(padding, 28);
  head.write(name, localHeader, 'latin1');
  return head;
}

function centralEntry({ name, size, checksum }: Member, offset: number): Buffer {
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(centralSignature, 0);
  entry.writeUInt16LE(version, 4);
  entry.writeUInt16LE(version, 6);
  entry.writeUInt16LE(date, 14);
  entry.writeUInt32LE(checksum, 16);
  entry.writeUInt32LE(size, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  entry.write(name, 46, 'latin1');
  return entry;
}
