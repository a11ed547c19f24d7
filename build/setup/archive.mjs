import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/**
 * Extracts the chosen members of a zip archive with their permissions.
 * @param {string} file
 * @param {(member: string) => string | null} destination path for a member, or null to pass it over
 */
export async function extractZip(file, destination) {
  const { default: yauzl } = await import('yauzl');
  /** @type {import('yauzl').ZipFile} */
  const archive = await new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  });
  const openMember = promisify(archive.openReadStream).bind(archive);
  await new Promise((resolve, reject) => {
    archive.on('error', reject);
    archive.on('end', resolve);
    archive.on('entry', async (entry) => {
      try {
        const path = entry.fileName.endsWith('/') ? null : destination(entry.fileName);
        if (path !== null) {
          mkdirSync(dirname(path), { recursive: true });
          const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
          await pipeline(await openMember(entry), createWriteStream(path, { mode }));
        }
        archive.readEntry();
      } catch (error) {
        reject(error);
      }
    });
    archive.readEntry();
  });
}
