import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesToPack, packFiles, withArchive } from '../../src/datasets/archives/index.ts';
import { temporaryFile } from '../support/files.ts';
import { tarOf } from '../support/tar.ts';

async function contentsOf(path: string): Promise<[string, string][]> {
  return withArchive(path, 'tar', (members) =>
    Promise.all(
      members.map(async (member): Promise<[string, string]> => {
        expect(member.bytes).toBe((await member.content()).length);
        return [member.name, Buffer.from(await member.content()).toString()];
      }),
    ),
  );
}

describe('tar', () => {
  const long = `${'a-folder-with-a-long-name/'.repeat(9)}${'ü'.repeat(60)}.txt`;

  it('reads names of any length and members of any size', async () => {
    const files = {
      'a.txt': '',
      [long]: 'long',
      'b.txt': 'x'.repeat(511),
      'c.txt': 'y'.repeat(513),
    };
    expect(await contentsOf(temporaryFile('a.tar', await tarOf(files)))).toEqual(
      Object.entries(files),
    );
  });

  it('reads the beginning of a member, and writes it where it is told', async () => {
    const path = temporaryFile('a.tar', await tarOf({ '../../evil.txt': 'x', 'b.txt': 'abcdef' }));
    const target = join(dirname(path), 'unpacked');
    await withArchive(path, 'tar', async ([evil, member]) => {
      expect(Buffer.from(await member!.head(3)).toString()).toBe('abc');
      expect(Buffer.from(await member!.head(99)).toString()).toBe('abcdef');
      await evil!.unpackTo(target);
    });
    expect(readFileSync(target, 'utf8')).toBe('x');
    expect(readdirSync(join(dirname(path), '..'))).not.toContain('evil.txt');
  });

  it('says that an archive is cut or overwritten', async () => {
    const whole = await tarOf({ 'a.txt': 'x'.repeat(2000) });
    const broken = Buffer.from(whole);
    broken[10] = 7;
    for (const bytes of [whole.subarray(0, 1500), broken]) {
      await expect(contentsOf(temporaryFile('a.tar', bytes))).rejects.toMatchObject({
        code: 'damaged-archive',
      });
    }
  });
});

describe('packing', () => {
  it('gives the same bytes for the same files, whenever they were written', async () => {
    const folder = dirname(temporaryFile('x', ''));
    const packs: Buffer[] = [];
    for (const time of [1, 2]) {
      const data = join(folder, `set-${time}`);
      mkdirSync(join(data, 'deep'), { recursive: true });
      for (const name of time === 1 ? ['b.txt', 'deep/a.txt'] : ['deep/a.txt', 'b.txt']) {
        writeFileSync(join(data, name), name);
        utimesSync(join(data, name), time, time);
      }
      writeFileSync(join(data, '.hidden'), 'no');
      symlinkSync('/etc/passwd', join(data, 'link'));
      const target = join(folder, `${time}.tar`);
      await packFiles(await filesToPack([data]), target);
      packs.push(readFileSync(target));
      expect(await contentsOf(target)).toEqual([
        ['b.txt', 'b.txt'],
        ['deep/a.txt', 'deep/a.txt'],
      ]);
    }
    expect(packs[0]).toEqual(packs[1]);
  });

  it('rejects when a file vanishes meanwhile', async () => {
    const path = temporaryFile('a.txt', 'x');
    const target = join(dirname(path), 'a.tar');
    const files = [{ name: 'gone.txt', path: join(dirname(path), 'gone.txt'), bytes: 4 }];
    await expect(packFiles(files, target)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
