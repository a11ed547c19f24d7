import type { GridNote } from './piano-roll.ts';

/** Ticks in a step of the grid. */
const stepTicks = 120;
const loudness = 80;

/**
 * A Standard MIDI File of format 0 with notes on a grid.
 * @param secondsPerStep tells the tempo: a step is a quarter of the file
 */
export function writeMidi(notes: readonly GridNote[], secondsPerStep: number): Uint8Array {
  const events = notes.flatMap(([pitch, start, length]) => [
    { tick: start * stepTicks, bytes: [0x90, pitch, loudness], isStart: 1 },
    { tick: (start + length) * stepTicks, bytes: [0x80, pitch, 0], isStart: 0 },
  ]);
  // What ends at a moment ends before anything starts there.
  events.sort((a, b) => a.tick - b.tick || a.isStart - b.isStart || a.bytes[1]! - b.bytes[1]!);
  const microseconds = Math.min(0xffffff, Math.max(1, Math.round(secondsPerStep * 1e6)));
  const body: number[] = [0, 0xff, 0x51, 3, ...bigEndian(microseconds, 3)];
  let tick = 0;
  for (const event of events) {
    body.push(...variableLength(event.tick - tick), ...event.bytes);
    tick = event.tick;
  }
  body.push(0, 0xff, 0x2f, 0);
  const header = [...bigEndian(6, 4), 0, 0, 0, 1, ...bigEndian(stepTicks, 2)];
  return Uint8Array.from([
    ...Buffer.from('MThd'),
    ...header,
    ...Buffer.from('MTrk'),
    ...bigEndian(body.length, 4),
    ...body,
  ]);
}

function bigEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, place) => (value >> (8 * (bytes - 1 - place))) & 0xff);
}

function variableLength(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
