import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnosis, UnrollError } from '../../contract/index.ts';
import type { ArchiveMember } from '../archives/index.ts';
import { detectEncoding, type Encoding } from '../encoding.ts';
import { type AlignedFiles, alignNames } from '../parallel/aligned-names.ts';
import { linesOf } from '../parallel/lines.ts';
import type { AssignedPart } from '../parallel/parallel-text.ts';
import { chooseSides } from '../parallel/sides.ts';
import type { Collection, ParallelCollectionFormat } from './format.ts';

/** Sentences and their translations line by line in two files, for each part or for all. */
export const alignedText: ParallelCollectionFormat = {
  id: 'aligned-text',
  label: 'Aligned text files',
  kind: 'parallel',

  claims(names: readonly string[]): number {
    const aligned = alignNames(names);
    if (aligned === null) return 0;
    return (2 * aligned.pairs.length) / names.length >= 0.3 ? 0.9 : 0.3;
  },

  async readCollection(collection, wanted) {
    const aligned = alignNames(collection.members.map(({ name }) => name));
    if (aligned === null) throw nothingAligned();
    const { source, target } = chooseSides(aligned.sides, wanted);
    const turned = source !== aligned.sides[0];
    const read = new AlignedReading(collection);
    for (const files of aligned.pairs) await read.add(files);
    for (const name of aligned.alone) read.diagnoses.push(alone(name));
    return {
      sides: aligned.sides,
      source,
      target,
      sources: turned ? read.second : read.first,
      targets: turned ? read.first : read.second,
      parts: read.parts,
      encoding: read.encoding,
      diagnoses: read.diagnoses,
    };
  },
};

class AlignedReading {
  readonly first: string[] = [];
  readonly second: string[] = [];
  readonly parts: AssignedPart[] = [];
  readonly diagnoses: Diagnosis[] = [];
  encoding: Encoding = 'UTF-8';
  readonly #collection: Collection;

  constructor(collection: Collection) {
    this.#collection = collection;
  }

  /** Files of different length are not aligned: nobody knows where, so nothing of them is taken. */
  async add({ source, target, split }: AlignedFiles): Promise<void> {
    const sources = await this.#lines(source);
    const targets = await this.#lines(target);
    if (sources.length !== targets.length) {
      this.diagnoses.push({
        severity: 'error',
        code: 'unequal-lines',
        message: `${source} has ${sources.length} lines, ${target} has ${targets.length}: they do not translate each other line by line.`,
        action: 'Both are left out: align them again and add them anew.',
        where: source,
      });
      return;
    }
    const start = this.first.length;
    for (const [index, line] of sources.entries()) {
      this.first.push(line);
      this.second.push(targets[index]!);
    }
    this.parts.push({ split, start, end: this.first.length });
  }

  async #lines(name: string): Promise<string[]> {
    const { members, temporaryDirectory } = this.#collection;
    const member = members.find((candidate) => candidate.name === name) as ArchiveMember;
    const path = join(temporaryDirectory, 'aligned');
    await member.unpackTo(path);
    const encoding = detectEncoding(await readFile(path)) ?? 'UTF-8';
    if (encoding !== 'UTF-8') this.encoding = encoding;
    const lines: string[] = [];
    for await (const line of linesOf(path, encoding)) lines.push(line.trim());
    return lines;
  }
}

function alone(name: string): Diagnosis {
  return {
    severity: 'info',
    code: 'without-partner',
    message: `${name} has no file with its translations.`,
    action: 'It is left out.',
    where: name,
  };
}

function nothingAligned(): UnrollError {
  return new UnrollError({
    code: 'nothing-aligned',
    message: 'No two files of the archive translate each other line by line.',
    hint: 'Name them alike but for the side, such as src-train.txt and tgt-train.txt or corpus.en and corpus.fr.',
  });
}
