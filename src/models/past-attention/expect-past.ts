import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import { type PastAttentionId, partsOf } from './past-attention-id.ts';

/**
 * Whether a network may attend to its past, told by settings alone.
 * @throws UnrollError where its outputs come from both directions or cannot be cut into parts
 */
export function expectPast(settings: Settings, bidirectional: boolean): void {
  const { past_attention: id = 'none' } = settings;
  if (id === 'none') return;
  if (bidirectional) throw bothDirections();
  expectParts(id as PastAttentionId, numberOf(settings, 'hidden_size'));
}

/** @throws UnrollError where outputs of a width cannot be cut into the parts of a kind */
export function expectParts(id: PastAttentionId, width: number): void {
  const parts = partsOf[id];
  if (width % parts === 0) return;
  throw new UnrollError({
    code: 'attention-parts',
    message: `past_attention ${id} cuts the units of a layer into ${parts} equal parts, and hidden_size is ${width}.`,
    where: 'hidden_size',
    hint: `Choose ${Math.ceil(width / parts) * parts}, or past_attention query-key-value.`,
  });
}

export function bothDirections(): UnrollError {
  return new UnrollError({
    code: 'attention-both-directions',
    message:
      'Attention over past states needs a network that reads forwards: what is read in both directions has no past.',
    where: 'past_attention',
    hint: 'Switch off bidirectional or past_attention.',
  });
}
