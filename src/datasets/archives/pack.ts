import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';

export interface PackedFile {
  /** In the archive. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/**
 * Files as members of one archive, in the order of their names: those of a folder with all that lies
 * below it (hidden ones and links left out), or the given files themselves.
 */
export async function filesToPack(paths: readonly string[]): Promise<PackedFile[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const facts = await stat(path);
      if (facts.isDirectory()) return filesBelow(path, paths.length > 1 ? basename(path) : '');
      return [{ name: basename(path), path, bytes: facts.size }];
    }),
  );
  return lists.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function filesBelow(folder: string, prefix: string): Promise<PackedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry): Promise<PackedFile[]> => {
      const path = join(folder, entry.name);
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.name.startsWith('.')) return [];
      if (entry.isDirectory()) return filesBelow(path, name);
      return entry.isFile() ? [{ name, path, bytes: (await stat(path)).size }] : [];
    }),
  );
  return lists.flat();
}

/**
 * Writes files into one tar archive. The same names and contents give the same bytes, whenever and
 * by whomever they are packed.
 * @param onProgress share done, 0 to 1
 */
export async function packFiles(
  files: readonly PackedFile[],
  target: string,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  const pack = tar.pack();
  const written = pipeline(pack, createWriteStream(target));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const add = async (): Promise<void> => {
    for (const { name, path, bytes } of files) {
      const entry = pack.entry({ name, size: bytes, mtime: new Date(0), mode: 0o644 });
      await pipeline(createReadStream(path), entry);
      done += bytes;
      onProgress(done / Math.max(1, total));
    }
    pack.finalize();
  };
  await Promise.all([
    written,
    add().catch((error: unknown) => {
      pack.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }),
  ]);
}
