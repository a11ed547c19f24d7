import { UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';
import type { LabelledSequence, TargetKind } from './labelled-sequences.ts';
import { areNumbers, tidyLabel } from './labelled-sequences.ts';

/** What a text in the format `.ts` of the UEA and sktime archives holds. */
export interface TsContent {
  readonly channels: number;
  readonly target: TargetKind;
  readonly sequences: readonly LabelledSequence[];
}

/**
 * Reads `.ts`: lines `@name value` up to `@data`, then a sequence a line: channels parted by colons,
 * values by commas, `?` or NaN for a missing one, the label (a class or a number) last. Channels of
 * one sequence may differ in length: shorter ones are missing at the end.
 * @throws UnrollError that names the line
 */
export function parseTs(text: string, part: SplitName | null, source: string): TsContent {
  const lines = text.split(/\r?\n/);
  const header = readHeader(lines, source);
  const name = part ?? 'series';
  const sequences: LabelledSequence[] = [];
  let channels = 0;
  for (let line = header.end; line < lines.length; line++) {
    const content = lines[line]!.trim();
    if (content === '' || content.startsWith('#')) continue;
    const fields = content.split(':');
    const label = header.labelled ? tidyLabel(fields.pop()!) : '';
    if (header.timeStamps) throw withTimes(source);
    if (channels === 0) channels = fields.length;
    if (fields.length !== channels || channels === 0) {
      throw damaged(source, line, `${fields.length} channels instead of ${channels}`);
    }
    const { steps, values } = layChannels(fields, source, line);
    sequences.push({ name: `${name} ${sequences.length + 1}`, steps, values, label, part });
  }
  const labels = sequences.map(({ label }) => label);
  const target = header.numbers || areNumbers(labels) ? 'number' : 'class';
  return { channels, target, sequences };
}

interface Header {
  /** Line after `@data`. */
  readonly end: number;
  readonly labelled: boolean;
  readonly numbers: boolean;
  readonly timeStamps: boolean;
}

function readHeader(lines: readonly string[], source: string): Header {
  const end = lines.findIndex((line) => /^@data\b/i.test(line.trim()));
  if (end < 0) throw damaged(source, 0, 'no line @data');
  const settings = new Map<string, string>();
  for (const line of lines.slice(0, end)) {
    const match = /^@(\w+)\s*(.*)$/.exec(line.trim());
    if (match !== null) settings.set(match[1]!.toLowerCase(), match[2]!.trim());
  }
  const says = (name: string) => /^true\b/i.test(settings.get(name) ?? '');
  return {
    end: end + 1,
    labelled: says('classlabel') || says('targetlabel'),
    numbers: says('targetlabel'),
    timeStamps: says('timestamps'),
  };
}

function layChannels(
  fields: readonly string[],
  source: string,
  line: number,
): { steps: number; values: Float32Array } {
  const rows = fields.map((field) => field.split(','));
  const steps = Math.max(...rows.map((row) => row.length));
  const values = new Float32Array(steps * rows.length).fill(Number.NaN);
  rows.forEach((row, channel) => {
    row.forEach((cell, step) => {
      const value = numberIn(cell);
      if (value === null) throw damaged(source, line, `"${cell.slice(0, 20)}" is no number`);
      values[step * rows.length + channel] = value;
    });
  });
  return { steps, values };
}

/** NaN for a missing value, null for what is no number. */
export function numberIn(cell: string): number | null {
  const text = cell.trim();
  if (text === '' || text === '?' || /^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

function damaged(source: string, line: number, what: string): UnrollError {
  return new UnrollError({
    code: 'damaged-sequences',
    message: `${source}, line ${line + 1}: ${what}.`,
    where: source,
    hint: 'Write @data, then a sequence a line: values parted by commas, channels and the label by colons.',
  });
}

function withTimes(source: string): UnrollError {
  return new UnrollError({
    code: 'time-stamped-sequences',
    message: `${source} has a time for each value, which is not read.`,
    where: source,
    hint: 'Write evenly spaced values and @timeStamps false.',
  });
}
