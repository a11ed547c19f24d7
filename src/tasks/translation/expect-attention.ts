import { UnrollError } from '../../contract/index.ts';
import { type AttentionId, needEqualSizes } from '../../models/attention/attention-id.ts';
import type { CellId } from '../../models/cells/cell-id.ts';
import { handedOver } from '../../models/cells/handover.ts';

/**
 * What a decoder without attention knows of the sentence is what the encoder hands over.
 * @throws UnrollError where that is nothing
 */
export function expectHandover(attention: AttentionId | 'none', cell: CellId): void {
  if (attention !== 'none' || handedOver(cell) > 0) return;
  throw new UnrollError({
    code: 'nothing-handed-over',
    message: `The state of the cell ${cell} cannot be handed from encoder to decoder, and without attention nothing else is.`,
    where: 'attention',
    hint: 'Choose an attention, such as general, or another cell.',
  });
}

/**
 * Of the sizes only an odd hidden size makes encoder and decoder differ.
 * @throws UnrollError where the score needs them equal
 */
export function expectFittingAttention({
  attention,
  hiddenSize,
  bidirectional,
}: {
  readonly attention: AttentionId | 'none';
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
}): void {
  const differ = bidirectional && hiddenSize % 2 === 1;
  if (attention === 'none' || !differ || !needEqualSizes.includes(attention)) return;
  throw new UnrollError({
    code: 'attention-sizes',
    message: `The attention ${attention} needs an even hidden_size where the encoder reads in both directions; it is ${hiddenSize}.`,
    where: 'hidden_size',
    hint: `Choose ${hiddenSize + 1}, or the attention general.`,
    data: { hidden_size: hiddenSize },
  });
}
