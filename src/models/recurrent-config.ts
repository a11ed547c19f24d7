import type { Device } from '../backend/tensorflow.ts';
import { booleanOf, numberOf, type Settings, textOf } from '../contract/index.ts';
import type { Precision, SequenceSize } from '../kernels/kernel.ts';
import type { CellId } from './cells/cell.ts';
import type { RecurrentInit } from './cells/recurrent-init.ts';
import type { ConnectionId } from './connections/connection-sizes.ts';
import type { DropoutKind } from './dropout.ts';
import type { PastAttentionId } from './past-attention/past-attention-id.ts';
import type { StackConfig } from './recurrent-stack.ts';

/**
 * The recurrent network that checked settings ask for, in one direction.
 * @param sequence of a usual batch of the task
 */
export function recurrentConfig(
  settings: Settings,
  device: Device,
  sequence?: SequenceSize,
): Omit<StackConfig, 'inputSize'> {
  return {
    cell: textOf(settings, 'cell') as CellId,
    hiddenSize: numberOf(settings, 'hidden_size'),
    numLayers: numberOf(settings, 'num_layers'),
    connection: textOf(settings, 'layer_connection') as ConnectionId,
    highwayBias: numberOf(settings, 'highway_bias'),
    ...pastAttentionOf(settings),
    dropout: numberOf(settings, 'dropout'),
    dropoutKind: textOf(settings, 'dropout_kind') as DropoutKind,
    recurrentDropout: numberOf(settings, 'recurrent_dropout'),
    weightDrop: numberOf(settings, 'weight_drop'),
    zoneoutHidden: numberOf(settings, 'zoneout_h'),
    zoneoutCell: numberOf(settings, 'zoneout_c'),
    layerNorm: booleanOf(settings, 'layer_norm'),
    precision: textOf(settings, 'precision') as Precision,
    gradientSegments: numberOf(settings, 'gradient_checkpointing'),
    bidirectional: false,
    device,
    kernel: textOf(settings, 'kernel') as NonNullable<StackConfig['kernel']>,
    forgetBias: numberOf(settings, 'forget_bias'),
    chronoSteps: numberOf(settings, 'chrono_steps'),
    recurrentInit: textOf(settings, 'recurrent_init') as RecurrentInit,
    ...(sequence && { sequence }),
  };
}

/** Tasks without the setting have none. */
function pastAttentionOf(settings: Settings): Pick<StackConfig, 'pastAttention'> {
  const { past_attention: id = 'none' } = settings;
  if (id === 'none') return {};
  return {
    pastAttention: { id: id as PastAttentionId, window: numberOf(settings, 'past_window') },
  };
}
