import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { ParameterSet } from '../parameters.ts';
import type { AttentionId } from './attention-id.ts';

export interface AttentionSizes {
  /** Width of what asks: the decoder's outputs. */
  readonly query: number;
  /** Width of what is attended to: the encoder's outputs. */
  readonly key: number;
}

/**
 * How well a query fits a key. Everything else of attention (mask, softmax, weighted sum) is the same
 * for all and lies in `attend.ts`.
 */
export interface AttentionScore {
  readonly id: AttentionId;
  readonly label: string;
  /** Whether it can serve these sizes. */
  supports(sizes: AttentionSizes): boolean;
  /** Adds its parameters as `<prefix>.<weight>`. */
  create(
    sizes: AttentionSizes,
    parameters: ParameterSet,
    random: Random,
    prefix: string,
  ): AttentionScorer;
}

export interface AttentionScorer {
  /**
   * What depends on the keys alone, done once for a sequence.
   * @param keys (batch, source, key)
   */
  prepare(keys: Tensor3D): Tensor3D;
  /**
   * @param queries (batch, target, query)
   * @param prepared as `prepare` gave it
   * @returns (batch, target, source)
   */
  score(queries: Tensor3D, prepared: Tensor3D): Tensor3D;
}
