import { UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';
import type { Music, Piece } from './music.ts';

const partNames: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  valid: 'val',
  val: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
};

/**
 * Pieces as JSON: an object with a list for each part (`train`, `valid`, `test`), or one list. A
 * piece is a list of steps, a step a list of MIDI numbers; what is negative or null is silence, so
 * that voices may stand in columns.
 * @throws UnrollError `invalid-piano-roll` naming the first place that is wrong
 */
export function parseRollJson(text: string, name: string): Music {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(name, error instanceof Error ? error.message : 'it is not JSON');
  }
  const parts = Array.isArray(value) ? { piece: value } : value;
  if (typeof parts !== 'object' || parts === null) throw invalid(name, 'it holds no pieces');
  const pieces = Object.entries(parts).flatMap(([part, list]: [string, unknown]): Piece[] => {
    if (!Array.isArray(list)) return [];
    return list.map((piece: unknown, index) => ({
      name: `${part} ${index + 1}`,
      part: partNames[part.toLowerCase()] ?? null,
      tempo: null,
      content: { kind: 'steps', steps: stepsOf(piece, `${part} ${index + 1}`, name) },
    }));
  });
  if (pieces.length === 0) throw invalid(name, 'it holds no pieces');
  return { layout: 'piano-roll', pieces, diagnoses: [] };
}

function stepsOf(piece: unknown, where: string, name: string): number[][] {
  if (!Array.isArray(piece)) throw invalid(name, `${where} is no list of steps`);
  return piece.map((step: unknown, index) => {
    if (!Array.isArray(step)) throw invalid(name, `step ${index + 1} of ${where} is no list`);
    return step.flatMap((pitch: unknown): number[] => {
      if (pitch === null || (typeof pitch === 'number' && pitch < 0)) return [];
      if (typeof pitch === 'number' && Number.isInteger(pitch) && pitch < 128) return [pitch];
      throw invalid(name, `step ${index + 1} of ${where} holds ${JSON.stringify(pitch)}`);
    });
  });
}

function invalid(name: string, why: string): UnrollError {
  return new UnrollError({
    code: 'invalid-piano-roll',
    message: `${name} cannot be read as pieces of music: ${why}.`,
    where: name,
    hint: 'A part is a list of pieces, a piece a list of steps, a step a list of MIDI numbers from 0 to 127.',
  });
}
