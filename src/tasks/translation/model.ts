import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Embedding } from '../../models/embedding.ts';
import { OutputTable } from '../../models/output-table.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { RunContext } from '../../models/recurrent-stack.ts';
import type { TranslationModelConfig } from './config.ts';
import { type Decoded, Decoder, type DecoderState } from './decoder.ts';
import { type Encoded, Encoder } from './encoder.ts';

/**
 * Encoder and decoder with attention in between (Sutskever et al. 2014, Bahdanau et al. 2015, Luong
 * et al. 2015): reads a sentence, then writes another token by token.
 */
export class TranslationModel {
  readonly kernel: string;
  readonly precision: Precision;
  readonly encoder: Encoder;
  readonly decoder: Decoder;
  readonly output: OutputTable;

  constructor(config: TranslationModelConfig, parameters: ParameterSet, random: Random) {
    const { sourceVocabulary, targetVocabulary, embeddingSize: width } = config;
    const embedding = (vocabulary: number, prefix: string) =>
      new Embedding({ vocabulary, width }, parameters, random, prefix);
    const target = embedding(targetVocabulary, 'target');
    const source = config.sharedEmbedding ? target : embedding(sourceVocabulary, 'source');
    this.encoder = new Encoder(config, source, parameters, random);
    this.decoder = new Decoder(config, target, this.encoder.outputSize, parameters, random);
    const sizes = { vocabulary: targetVocabulary, width };
    const tied = config.tieWeights ? target.table : null;
    this.output = new OutputTable(sizes, parameters, random, { prefix: 'output', tied });
    this.kernel = this.decoder.kernel;
    this.precision = this.decoder.precision;
  }

  /**
   * @param tokens (source * batch) int32, time first
   * @param lengths (batch) int32: tokens of each sentence
   */
  encode(tokens: tf.Tensor1D, lengths: tf.Tensor1D, context: RunContext): Encoded {
    return this.encoder.run(tokens, lengths, context);
  }

  /** State before the first token, and what is attended to. */
  begin(encoded: Encoded): DecoderState {
    return this.decoder.begin(encoded);
  }

  /**
   * @param tokens (target * batch) int32, time first: each is read to predict the next
   * @returns rows for the output layer, sentence by sentence: (batch * target, width)
   */
  decode(tokens: tf.Tensor1D, state: DecoderState, context: RunContext): Decoded {
    return this.decoder.run(tokens, state, context);
  }
}

/** Disposes what belongs to a state alone; the memory is shared between states. */
export function disposeState({ recurrent, fed }: DecoderState): void {
  tf.dispose(recurrent);
  fed?.dispose();
}
