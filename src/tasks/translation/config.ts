import type { AttentionId } from '../../models/attention/index.ts';
import type { StackConfig } from '../../models/recurrent-stack.ts';

export interface TranslationModelConfig {
  readonly sourceVocabulary: number;
  readonly targetVocabulary: number;
  readonly embeddingSize: number;
  /** Of embeddings and of what the output layer reads, while training. */
  readonly dropout: number;
  readonly attention: AttentionId | 'none';
  /** The decoder also reads what it attended to at the step before; then it runs step by step. */
  readonly inputFeeding: boolean;
  /** One embedding for both languages; the vocabularies are the same. */
  readonly sharedEmbedding: boolean;
  /** The target's embedding serves as output layer too. */
  readonly tieWeights: boolean;
  readonly bidirectional: boolean;
  /** Of the decoder; the encoder's directions share its hidden size. */
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}
