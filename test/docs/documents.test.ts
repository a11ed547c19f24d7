import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What the documents name is there: files, chapters, scripts. */

const root = resolve(import.meta.dirname, '../..');
const documents = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'third-party-notices.md')
    .map((name) => `docs/${name}`),
];
const textOf = (document: string): string => readFileSync(join(root, document), 'utf8');

/** As the web pages of repositories make them of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(document: string): string[] {
  return [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
}

describe.each(documents)('%s', (document) => {
  it('links to files and chapters that exist', () => {
    for (const [, file, anchor] of textOf(document).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      if (/^https?:/.test(file!)) continue;
      const target = file === '' ? document : normalize(join(dirname(document), file!));
      expect(existsSync(join(root, target)), `link to ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), `in ${target}`).toContain(anchor);
    }
  });

  it('names files of the repository that exist', () => {
    const named = textOf(document).matchAll(
      /(?:`|python )((?:src|test|renderer|electron|build|docs)\/[\w./-]+)/g,
    );
    for (const [, path] of named) {
      // FILE, NAME, TASK and the like stand for something, `test/wer` is a metric.
      if (/[A-Z]{3,}|N-|^test\/\w+$/.test(path!)) continue;
      expect(existsSync(join(root, path!.replace(/\.$/, ''))), path).toBe(true);
    }
  });
});
