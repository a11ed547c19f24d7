import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { UnrollError } from '../contract/index.ts';
import { checksum } from './crc32c.ts';
import { decidingMetric, type ImportedRun, type LooseValue, pointsOf } from './imported-run.ts';
import { fieldsOf } from './protobuf.ts';

const eventFile = /(^|\.)tfevents\./;

export function isEventFile(path: string): boolean {
  return eventFile.test(basename(path));
}

/** Paths of all event files under a folder. */
export function eventFilesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return eventFilesUnder(path);
      return isEventFile(path) ? [path] : [];
    })
    .sort();
}

/** One run for each folder that holds event files, as TensorBoard shows them. */
export function readTensorboard(root: string, files: readonly string[]): ImportedRun[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, own]) => {
    const values = own.flatMap(scalarsOf);
    if (values.length === 0) return [];
    const times = values.map(({ at }) => at);
    const start = times.reduce((a, b) => Math.min(a, b));
    const metrics = [...new Set(values.map(({ metric }) => metric))];
    const name = relative(root, folder).replaceAll('\\', '/') || basename(folder);
    return [
      {
        name,
        settings: {},
        points: pointsOf(values, start),
        state: 'completed',
        createdAt: start,
        finishedAt: times.reduce((a, b) => Math.max(a, b)),
        tags: [],
        notes: '',
        source: { tool: 'tensorboard', path: root, primaryMetric: decidingMetric(metrics) },
      },
    ];
  });
}

/**
 * Scalars of one event file, as `simple_value` and as tensors of one number. A record that was cut
 * short at the end is left out: its writer may still be at work.
 * @throws UnrollError `damaged-events` when a checksum does not fit
 */
function scalarsOf(path: string): LooseValue[] {
  const bytes = readFileSync(path);
  const values: LooseValue[] = [];
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const end = at + 12 + length + 4;
    const lengthFits = checksum(bytes.subarray(at, at + 8)) === bytes.readUInt32LE(at + 8);
    if (lengthFits && end > bytes.length) break;
    const event = bytes.subarray(at + 12, at + 12 + length);
    if (!lengthFits || checksum(event) !== bytes.readUInt32LE(at + 12 + length)) {
      throw damaged(path, at);
    }
    values.push(...scalarsOfEvent(event));
    at = end;
  }
  return values;
}

/** `Event`: 1 wall time in seconds, 2 step, 5 summary. */
function scalarsOfEvent(event: Uint8Array): LooseValue[] {
  let [at, step] = [0, 0];
  const found: { metric: string; value: number }[] = [];
  for (const { number, value } of fieldsOf(event)) {
    if (number === 1 && typeof value !== 'bigint') at = view(value).getFloat64(0, true) * 1000;
    else if (number === 2 && typeof value === 'bigint') step = Number(value);
    else if (number === 5 && typeof value !== 'bigint') found.push(...scalarsOfSummary(value));
  }
  return found.map((scalar) => ({ ...scalar, step, at }));
}

/** `Summary`: repeated 1 `Value`, with 1 tag, 2 simple_value, 8 tensor. */
function* scalarsOfSummary(summary: Uint8Array): Generator<{ metric: string; value: number }> {
  for (const { number, value: entry } of fieldsOf(summary)) {
    if (number !== 1 || typeof entry === 'bigint') continue;
    let metric = '';
    let scalar: number | null = null;
    for (const field of fieldsOf(entry)) {
      if (typeof field.value === 'bigint') continue;
      if (field.number === 1) metric = new TextDecoder().decode(field.value);
      else if (field.number === 2) scalar = view(field.value).getFloat32(0, true);
      else if (field.number === 8) scalar = scalarOfTensor(field.value);
    }
    if (metric !== '' && scalar !== null) yield { metric, value: scalar };
  }
}

const [float32, float64] = [1n, 2n];

/** `TensorProto`: 1 type, 4 content, 5 float_val, 6 double_val. Null unless it is one such number. */
function scalarOfTensor(tensor: Uint8Array): number | null {
  let type = 0n;
  let content: Uint8Array | null = null;
  for (const { number, value } of fieldsOf(tensor)) {
    if (number === 1 && typeof value === 'bigint') type = value;
    else if ((number === 4 || number === 5 || number === 6) && typeof value !== 'bigint') {
      content = value;
    }
  }
  if (content === null) return null;
  if (type === float32 && content.length === 4) return view(content).getFloat32(0, true);
  return type === float64 && content.length === 8 ? view(content).getFloat64(0, true) : null;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(path: string, at: number): UnrollError {
  return new UnrollError({
    code: 'damaged-events',
    message: `${path} is damaged at byte ${at}: a checksum does not fit.`,
    where: path,
    hint: 'Copy the file again from where it was written.',
  });
}
