import { UnrollError } from '../../contract/index.ts';
import { linesOf } from '../parallel/lines.ts';
import { PairCollector } from '../parallel/parallel-text.ts';
import { chooseSides, isLanguageCode } from '../parallel/sides.ts';
import type { Head, ParallelFormat, Source } from './format.ts';

const sampledLines = 100;
/** Names of which the first is the source by custom, whatever their order in the file. */
const sourceNames = /^(src|source|source_text|input|original|en)$/i;
const targetNames = /^(tgt|trg|target|target_text|output|translation|translated)$/i;

/**
 * JSON lines with a sentence and its translation in two fields of text, or below a field
 * `translation` by language, as published corpora have them.
 */
export const jsonLinesPairs: ParallelFormat = {
  id: 'json-lines-pairs',
  label: 'JSON lines of pairs',
  kind: 'parallel',
  extensions: [],

  sniff(head: Head): number {
    if (head.encoding !== 'UTF-8' || !head.text.trimStart().startsWith('{')) return 0;
    const records = sampleOf(head);
    const sides = records === null ? null : sidesOf(records);
    if (sides === null) return 0;
    const surelyNamed = sides.every(
      (side) => sourceNames.test(side) || targetNames.test(side) || isLanguageCode(side),
    );
    return surelyNamed || records!.every((record) => Object.keys(record).length === 2) ? 0.98 : 0;
  },

  async read(source: Source, wanted) {
    const sides = sidesOf(sampleOf(source.head) ?? []);
    if (sides === null) throw noPairs(source.head.name);
    const chosen = chooseSides(sides, wanted);
    const pairs = new PairCollector();
    let broken = 0;
    for await (const line of linesOf(source.path, 'UTF-8')) {
      if (line.trim() === '') continue;
      const record = recordOf(line);
      const [from, to] = [record?.[chosen.source], record?.[chosen.target]];
      if (typeof from === 'string' && typeof to === 'string') pairs.add(from, to);
      else broken++;
    }
    return {
      sides,
      ...chosen,
      sources: pairs.sources,
      targets: pairs.targets,
      parts: pairs.parts,
      encoding: 'UTF-8',
      diagnoses: broken === 0 ? [] : [brokenLines(broken)],
    };
  },
};

type JsonRecord = Readonly<Record<string, unknown>>;

/** Null as soon as one line of the beginning is no object. */
function sampleOf(head: Head): JsonRecord[] | null {
  const lines = head.text.split(/\r?\n/);
  if (!head.complete) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '').slice(0, sampledLines);
  const records = filled.map(recordOf);
  return records.every((record) => record !== null) ? records : null;
}

function recordOf(line: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const { translation } = value as { translation?: unknown };
    const nested = typeof translation === 'object' && translation !== null;
    return (nested ? translation : value) as JsonRecord;
  } catch {
    return null;
  }
}

/** Fields that are text with letters in all sampled records; null unless there are two or more. */
function sidesOf(records: readonly JsonRecord[]): string[] | null {
  const [first] = records;
  if (first === undefined) return null;
  const sides = Object.keys(first).filter((name) => {
    const values = records.map((record) => record[name]);
    if (!values.every((value) => typeof value === 'string')) return false;
    const worded = values.filter((value) => /\p{L}/u.test(value) && !isTimeOrPath(value));
    return (
      worded.length >= values.length * 0.9 && new Set(values).size >= Math.max(1, values.length / 4)
    );
  });
  const order = (side: string) => (sourceNames.test(side) ? 0 : targetNames.test(side) ? 2 : 1);
  const sorted = sides.map((side, at) => ({ side, at }));
  sorted.sort((a, b) => order(a.side) - order(b.side) || a.at - b.at);
  return sorted.length < 2 ? null : sorted.map(({ side }) => side);
}

function isTimeOrPath(value: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(value) || /^\S+\.(wav|mp3|flac|ogg|png|jpe?g)$/i.test(value);
}

function brokenLines(count: number) {
  return {
    severity: 'warning',
    code: 'lines-without-pair',
    message: `${count} ${count === 1 ? 'line lacks' : 'lines lack'} one of the two texts.`,
    action: 'They are left out.',
  } as const;
}

function noPairs(name: string): UnrollError {
  return new UnrollError({
    code: 'no-pairs',
    message: `${name} holds no two fields of text in every line.`,
    where: name,
    hint: 'Write one object a line, such as {"source": "…", "target": "…"}.',
  });
}
