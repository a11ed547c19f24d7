import * as tf from '@tensorflow/tfjs-core';
import { beginToken, endToken } from '../corpus.ts';
import type { DecoderState } from '../decoder.ts';
import { disposeState, type TranslationModel } from '../model.ts';
import {
  type DecodingOptions,
  decodeStep,
  disposeAll,
  type Hypothesis,
  longestTranslation,
  startDecoding,
  stateTensors,
} from './decoding.ts';
import { hypothesisScore } from './penalties.ts';

/** A translation on its way. */
interface Beam {
  readonly tokens: readonly number[];
  readonly logProbability: number;
  readonly attention: readonly (readonly number[])[];
}

/** One sentence of the batch. */
interface Search {
  readonly longest: number;
  beams: readonly Beam[];
  readonly finished: Hypothesis[];
  done: boolean;
}

/**
 * Translates sentences side by side, keeping the `beam` likeliest beginnings of each. A sentence is
 * done when as many hypotheses have ended and none that goes on can still do better, or at its
 * longest length. With a beam of 1 the likeliest token is taken each time.
 *
 * @param sentences tokens of each, with the end
 * @param kept hypotheses returned for each sentence, at most `beam`
 * @returns for each sentence its hypotheses, best first; at least one
 */
export function beamSearch(
  model: TranslationModel,
  sentences: readonly Int32Array[],
  options: DecodingOptions,
  kept = 1,
): Hypothesis[][] {
  const { beam } = options;
  const searches = sentences.map((sentence): Search => {
    const start: Beam = { tokens: [], logProbability: 0, attention: [] };
    return {
      longest: longestTranslation(sentence.length),
      beams: [start],
      finished: [],
      done: false,
    };
  });
  const lengths = sentences.map((sentence) => sentence.length);
  let state = repeatState(startDecoding(model, sentences), beam);
  while (searches.some(({ done }) => !done)) {
    const step = readStep(model, searches, state, beam);
    const places = advance(searches, step, lengths, options);
    disposeState(state);
    state = beam === 1 ? step.state : reorder(step.state, places);
  }
  disposeAll(state);
  return searches.map(({ finished }) => finished.slice(0, kept));
}

/** Rows of a sentence's beams follow each other. */
function repeatState(state: DecoderState, beam: number): DecoderState {
  if (beam === 1) return state;
  const batch = state.recurrent[0]!.shape[0];
  const rows = Int32Array.from({ length: batch * beam }, (_, row) => Math.floor(row / beam));
  const places = tf.tensor1d(rows, 'int32');
  const { memory } = state;
  const repeated = {
    ...gatherState(state, places),
    memory: memory && {
      keys: tf.gather(memory.keys, places),
      prepared: tf.gather(memory.prepared, places),
      mask: tf.gather(memory.mask, places),
    },
  };
  places.dispose();
  disposeAll(state);
  return repeated;
}

/** The rows at some places, of what belongs to a state alone. */
function gatherState(state: DecoderState, places: tf.Tensor1D): DecoderState {
  const { recurrent, fed } = state;
  return {
    ...state,
    recurrent: recurrent.map((part) => tf.gather(part, places)),
    fed: fed && tf.gather(fed, places),
  };
}

function reorder(state: DecoderState, rows: Int32Array): DecoderState {
  const places = tf.tensor1d(rows, 'int32');
  const gathered = gatherState(state, places);
  places.dispose();
  disposeState(state);
  return gathered;
}

/** The likeliest next tokens of every row, as plain numbers. */
interface StepValues {
  /** Tokens looked at in each row. */
  readonly width: number;
  readonly tokens: Int32Array;
  readonly logProbabilities: Float32Array;
  readonly source: number;
  readonly weights: Float32Array | null;
  readonly state: DecoderState;
}

function readStep(
  model: TranslationModel,
  searches: readonly Search[],
  state: DecoderState,
  beam: number,
): StepValues {
  const inputs = new Int32Array(searches.length * beam).fill(endToken);
  for (const [sentence, { beams }] of searches.entries()) {
    for (const [index, { tokens }] of beams.entries()) {
      inputs[sentence * beam + index] = tokens[tokens.length - 1] ?? beginToken;
    }
  }
  let next = state;
  const [values, tokens, weights] = tf.tidy(() => {
    const step = decodeStep(model, inputs, state);
    next = step.state;
    for (const tensor of stateTensors(step.state)) tf.keep(tensor);
    // One more than needed, since one of them may be the end.
    const width = Math.min(2 * beam, step.logProbabilities.shape[1]);
    const top = tf.topk(step.logProbabilities, width);
    const found: tf.Tensor[] = [top.values, top.indices];
    return step.weights === null ? found : [...found, step.weights];
  });
  const result = {
    width: values!.shape[1]!,
    logProbabilities: (values!.dataSync() as Float32Array).slice(),
    tokens: (tokens!.dataSync() as Int32Array).slice(),
    source: weights?.shape[1] ?? 0,
    weights: weights === undefined ? null : (weights.dataSync() as Float32Array).slice(),
    state: next,
  };
  tf.dispose([values!, tokens!, ...(weights === undefined ? [] : [weights])]);
  return result;
}

/** Moves every sentence one token on. @returns the row that each new beam goes on from */
function advance(
  searches: readonly Search[],
  step: StepValues,
  lengths: readonly number[],
  options: DecodingOptions,
): Int32Array {
  const { beam } = options;
  const places = Int32Array.from({ length: searches.length * beam }, (_, row) => row);
  for (const [sentence, search] of searches.entries()) {
    if (search.done) continue;
    const first = sentence * beam;
    const going: Beam[] = [];
    for (const { row, beam: grown } of candidatesOf(search, step, first, lengths[sentence]!)) {
      const ended = grown.tokens[grown.tokens.length - 1] === endToken;
      if (ended || grown.tokens.length >= search.longest) finish(search, grown, options);
      else {
        places[first + going.length] = row;
        going.push(grown);
      }
      if (going.length === beam) break;
    }
    search.beams = going;
    search.done = going.length === 0 || cannotImprove(search, options);
  }
  return places;
}

/** Longer by one token, likeliest first; equally likely ones in the order of rows and tokens. */
function candidatesOf(
  { beams }: Search,
  step: StepValues,
  first: number,
  source: number,
): { readonly row: number; readonly beam: Beam }[] {
  const found = beams.flatMap((beam, index) => {
    const row = first + index;
    return Array.from({ length: step.width }, (_, rank) => {
      const at = row * step.width + rank;
      const logProbability = beam.logProbability + step.logProbabilities[at]!;
      return { row, beam, token: step.tokens[at]!, logProbability };
    });
  });
  found.sort((a, b) => b.logProbability - a.logProbability || a.row - b.row);
  return found.slice(0, step.width).map(({ row, beam, token, logProbability }) => {
    const weights = step.weights?.subarray(row * step.source, row * step.source + source);
    return {
      row,
      beam: {
        tokens: [...beam.tokens, token],
        logProbability,
        attention: weights === undefined ? [] : [...beam.attention, Array.from(weights)],
      },
    };
  });
}

function finish(search: Search, beam: Beam, options: DecodingOptions): void {
  search.finished.push({ ...beam, score: hypothesisScore(beam, options) });
  search.finished.sort((a, b) => b.score - a.score);
}

/** What goes on only gets less likely: its best score is that of now at the longest length. */
function cannotImprove({ beams, finished, longest }: Search, options: DecodingOptions): boolean {
  const worstKept = finished[options.beam - 1];
  if (worstKept === undefined) return false;
  const best = Math.max(...beams.map(({ logProbability }) => logProbability));
  const penalty = ((5 + longest) / 6) ** options.lengthPenalty;
  return best / penalty <= worstKept.score;
}
