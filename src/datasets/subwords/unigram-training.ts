import { byteAlphabet, tokenBytes } from './byte-alphabet.ts';
import { frequentSubstrings } from './frequent-substrings.ts';
import { addExpectedCounts, likeliestCut, longestToken, TokenTree } from './lattice.ts';
import type { CountedPiece } from './pre-tokens.ts';
import { UnigramModel } from './unigram.ts';

/** Candidates at first, at most: beyond, what is added is too rare to stay. */
const mostSeeds = 300_000;
/** Rounds of expectation and maximisation before each shrinking, as SentencePiece does. */
const rounds = 2;
/** Share of the tokens that a shrinking keeps. */
const keptShare = 0.75;
/** Shrinking stops this far above the wanted size; the most used of what is left are taken. */
const margin = 1.1;
/** A token expected less often than this over the whole text is dropped. */
const fewestUses = 0.5;

interface Candidates {
  /** The 256 bytes first: they always stay. */
  readonly tokens: readonly Uint8Array[];
  /** Log-probability of each. */
  readonly scores: Float64Array;
}

/**
 * Learns a unigram vocabulary (Kudo 2018, as SentencePiece does it): begins with all frequent
 * stretches of bytes, fits their probabilities by expectation and maximisation over all cuts of the
 * text, and drops again and again those whose loss the text feels least.
 *
 * @param pieces different pieces of the training text with their counts
 * @param size tokens wanted, the 256 bytes included; a small text has fewer
 */
export function trainUnigram(pieces: readonly CountedPiece[], size: number): UnigramModel {
  let candidates = seeds(pieces, size);
  for (;;) {
    for (let round = 0; round < rounds; round++) candidates = refit(pieces, candidates);
    if (candidates.tokens.length <= size * margin) break;
    candidates = shrink(pieces, candidates, Math.ceil(size * margin));
  }
  return finish(candidates, size);
}

function seeds(pieces: readonly CountedPiece[], size: number): Candidates {
  const byteCounts = new Float64Array(256);
  for (const { bytes, count } of pieces) for (const byte of bytes) byteCounts[byte]! += count;
  const most = Math.min(mostSeeds, Math.max(10_000, 12 * size));
  const substrings = frequentSubstrings(pieces, longestToken, most);
  const singles = byteAlphabet.map((sign) => tokenBytes(sign)!);
  const weights = [
    ...singles.map(([byte]) => Math.max(1, byteCounts[byte!]!)),
    ...substrings.map(({ bytes, count }) => bytes.length * count),
  ];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    tokens: [...singles, ...substrings.map(({ bytes }) => bytes)],
    scores: Float64Array.from(weights, (weight) => Math.log(weight / total)),
  };
}

/**
 * One round of expectation and maximisation. The digamma function in place of the logarithm makes
 * rare tokens rarer still (the variational Bayes of SentencePiece).
 */
function refit(pieces: readonly CountedPiece[], { tokens, scores }: Candidates): Candidates {
  const tree = new TokenTree(tokens);
  const expected = new Float64Array(tokens.length);
  for (const piece of pieces) addExpectedCounts(tree, scores, piece, expected);
  const kept: number[] = [];
  for (let id = 0; id < tokens.length; id++) {
    if (id < 256 || expected[id]! >= fewestUses) kept.push(id);
  }
  const uses = kept.map((id) => Math.max(expected[id]!, fewestUses));
  const logTotal = digamma(uses.reduce((sum, use) => sum + use, 0));
  return {
    tokens: kept.map((id) => tokens[id]!),
    scores: Float64Array.from(uses, (use) => digamma(use) - logTotal),
  };
}

/** Keeps the tokens whose absence would lower the text's probability most. */
function shrink(
  pieces: readonly CountedPiece[],
  { tokens, scores }: Candidates,
  least: number,
): Candidates {
  const tree = new TokenTree(tokens);
  const uses = new Float64Array(tokens.length);
  let total = 0;
  for (const { bytes, count } of pieces) {
    for (const token of likeliestCut(tree, scores, bytes).tokens) {
      uses[token]! += count;
      total += count;
    }
  }
  const losses = lossesWithout(tree, { tokens, scores }, uses, total);
  const wanted = Math.max(least, Math.floor(tokens.length * keptShare)) - 256;
  const kept = Array.from({ length: tokens.length - 256 }, (_, index) => index + 256)
    .filter((id) => losses[id]! > Number.NEGATIVE_INFINITY)
    .sort((a, b) => losses[b]! - losses[a]! || a - b)
    .slice(0, wanted)
    .sort((a, b) => a - b);
  const ids = [...Array.from({ length: 256 }, (_, id) => id), ...kept];
  return {
    tokens: ids.map((id) => tokens[id]!),
    scores: Float64Array.from(ids, (id) => scores[id]!),
  };
}

/**
 * How much log-probability the text loses when a token is replaced by its next best cut everywhere:
 * uses times the difference between its own probability and that of its parts, all probabilities
 * being those after the replacement. Tokens that are not used, or not even the best cut of
 * themselves, lose nothing.
 */
function lossesWithout(
  tree: TokenTree,
  { tokens, scores }: Candidates,
  uses: Float64Array,
  total: number,
): Float64Array {
  const losses = new Float64Array(tokens.length).fill(Number.NEGATIVE_INFINITY);
  const without = Float64Array.from(scores);
  const logTotal = Math.log(total);
  for (let id = 256; id < tokens.length; id++) {
    const best = likeliestCut(tree, scores, tokens[id]!).tokens;
    if (best.length > 1 || uses[id] === 0) continue;
    without[id] = Number.NEGATIVE_INFINITY;
    const parts = likeliestCut(tree, without, tokens[id]!).tokens;
    without[id] = scores[id]!;
    const use = uses[id]!;
    const logTotalAfter = Math.log(total + use * (parts.length - 1));
    let replaced = 0;
    for (const part of parts) replaced += Math.log(uses[part]! + use) - logTotalAfter;
    losses[id] = use * (Math.log(use) - logTotal - replaced);
  }
  return losses;
}

/** The likeliest tokens beside the bytes, likeliest first, their probabilities adding up to 1. */
function finish({ tokens, scores }: Candidates, size: number): UnigramModel {
  const others = Array.from({ length: tokens.length - 256 }, (_, index) => index + 256)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, Math.max(0, size - 256));
  const ids = [...Array.from({ length: 256 }, (_, id) => id), ...others];
  const total = Math.log(ids.reduce((sum, id) => sum + Math.exp(scores[id]!), 0));
  return new UnigramModel(
    ids.map((id) => tokens[id]!),
    Float64Array.from(ids, (id) => scores[id]! - total),
  );
}

/** Derivative of log Gamma: upwards by recurrence to 7, then its asymptotic series. */
function digamma(value: number): number {
  let x = value;
  let result = 0;
  for (; x < 7; x++) result -= 1 / x;
  x -= 0.5;
  const squared = 1 / (x * x);
  const series = squared * (1 / 24 - squared * (7 / 960 - squared * (31 / 8064)));
  return result + Math.log(x) + series;
}
