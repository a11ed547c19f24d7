import type { Device } from '../backend/tensorflow.ts';
import type {
  KernelCase,
  KernelId,
  Precision,
  SequenceFeature,
  SequenceSize,
} from '../kernels/kernel.ts';
import type { CellId } from './cells/cell.ts';
import { cellById } from './cells/index.ts';
import type { RecurrentInit } from './cells/recurrent-init.ts';
import { type ConnectionId, type LayerPlace, layerPlaces } from './connections/connection-sizes.ts';
import type { DropoutKind } from './dropout.ts';
import type { PastAttentionId } from './past-attention/past-attention-id.ts';
import {
  type RecurrentRegularization,
  regularizationFeatures,
} from './recurrent-regularization.ts';

export interface StackConfig extends RecurrentRegularization {
  readonly cell: CellId;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Share of values dropped between layers while training; the outputs are left to the caller. */
  readonly dropout: number;
  /** Share of values dropped from the input while training; 0 by default. */
  readonly inputDropout?: number;
  /** Of both dropouts above; `standard` by default. */
  readonly dropoutKind?: DropoutKind;
  /** Segments of time for gradient checkpointing; 1, the default, keeps everything. */
  readonly gradientSegments?: number;
  /** Layer normalisation inside every layer (Ba et al. 2016). */
  readonly layerNorm?: boolean;
  /** Sequences of a batch may end at different steps: runs are given `lengths`. */
  readonly variableLengths?: boolean;
  readonly bidirectional: boolean;
  /** How layers are connected; `plain`, the default, reads the layer below alone. */
  readonly connection?: ConnectionId;
  /** First bias of the transform gates of `highway`. */
  readonly highwayBias?: number;
  /** Attention of the outputs over those before; none where it is left out. */
  readonly pastAttention?: { readonly id: PastAttentionId; readonly window: number };
  readonly device: Device;
  readonly kernel?: KernelId | 'auto';
  /** `mixed` where a kernel for it is here, else `fp32` all the same; see `precision` of the stack. */
  readonly precision?: Precision;
  /** Of a usual batch: the fastest kernel may be measured for it. */
  readonly sequence?: SequenceSize;
  /** Initial bias of the LSTM's forget gate; other cells ignore it. */
  readonly forgetBias?: number;
  /** Steps that chrono initialisation expects memories to last; 0, the default, is without. */
  readonly chronoSteps?: number;
  /** First values of the recurrent kernels; `orthogonal` by default. */
  readonly recurrentInit?: RecurrentInit;
}

/** Layers from below. @param output values that one gives, both directions together */
export function placesOf(
  { connection = 'plain', inputSize: input, numLayers: layers }: StackConfig,
  output: number,
): LayerPlace[] {
  return layerPlaces(connection, { input, output, layers });
}

/** Of the largest layer: all layers run in one kernel. */
export function caseOf(config: StackConfig, outputSize: number): KernelCase {
  const { hiddenSize, device, sequence, precision } = config;
  const input = Math.max(...placesOf(config, outputSize).map((place) => place.input));
  return {
    cell: cellById(config.cell),
    shape: { input, hidden: hiddenSize },
    device,
    features: featuresOf(config),
    ...(sequence && { sequence }),
    ...(precision && { precision }),
  };
}

function featuresOf(config: StackConfig): SequenceFeature[] {
  return [
    ...(config.bidirectional ? ['reverse' as const] : []),
    ...(config.variableLengths ? ['lengths' as const] : []),
    ...(config.layerNorm ? ['layer-norm' as const] : []),
    ...regularizationFeatures(cellById(config.cell), config),
  ];
}
