import type { Decoder, DecoderParts, DecodingId } from './decoder.ts';
import { DirectDecoder } from './direct.ts';
import { ParallelDecoder } from './parallel.ts';
import { StepwiseDecoder } from './stepwise.ts';

/** Every way of decoding; the conformance suite runs over this list. */
export const decodings: Readonly<Record<DecodingId, (parts: DecoderParts) => Decoder>> = {
  parallel: (parts) => new ParallelDecoder(parts),
  direct: (parts) => new DirectDecoder(parts),
  recursive: (parts) => new StepwiseDecoder('recursive', parts),
  'encoder-decoder': (parts) => new StepwiseDecoder('encoder-decoder', parts),
};

export type { Decoder, DecoderInput, DecodingId } from './decoder.ts';
