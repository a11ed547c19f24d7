import { readFile } from 'node:fs/promises';
import { parseRollJson } from '../music/roll-json.ts';
import type { Head, MusicFormat, Source } from './format.ts';

/** Pieces as lists of steps in JSON, as the chorales of Bach are passed on. */
export const pianoRoll: MusicFormat = {
  id: 'piano-roll',
  label: 'Piano rolls (JSON)',
  kind: 'music',
  // JSON lines has `.json`; what is inside tells the two apart.
  extensions: [],

  sniff(head: Head): number {
    if (head.encoding !== 'UTF-8') return 0;
    return /^\s*(\{\s*"[^"]{1,40}"\s*:\s*)?\[\s*\[\s*\[/.test(head.text) ? 0.99 : 0;
  },

  async read(source: Source) {
    return parseRollJson(await readFile(source.path, 'utf8'), source.head.name);
  },
};
