import { parseSettings, type Settings, type TaskDescriptor } from '../../contract/index.ts';
import type { ForecasterWork, LanguageModelWork } from '../work.ts';

/** A whole training step. */
export type StepWork = LanguageModelWork | ForecasterWork;

export function taskOfWork({ kind }: StepWork): string {
  return kind === 'forecaster' ? 'forecasting' : kind;
}

/** As a person would set them. */
export function stepSettings(work: StepWork, descriptor: TaskDescriptor): Settings {
  const given = work.kind === 'forecaster' ? forecasterSettings(work) : textSettings(work);
  // Not every task offers a choice; what the session then computes in is looked at later.
  const hasChoice = descriptor.settings.some(({ name }) => name === 'precision');
  const precision = hasChoice ? { precision: work.precision } : {};
  return parseSettings(descriptor.settings, { ...given, ...precision });
}

function textSettings(work: LanguageModelWork): Record<string, unknown> {
  return {
    tokens: work.tokens,
    cell: work.cell,
    hidden_size: work.hidden,
    num_layers: work.layers,
    embedding_size: work.embedding,
    dropout: 0,
    batch_size: work.batch,
    bptt: work.time,
    optimizer: work.optimizer,
    ...(work.optimizer === 'sgd' ? { momentum: 0 } : {}),
    lr: work.lr,
    clip_norm: work.clip,
  };
}

function forecasterSettings(work: ForecasterWork): Record<string, unknown> {
  return {
    cell: work.cell,
    hidden_size: work.hidden,
    num_layers: 1,
    dropout: work.dropout,
    input_length: work.input,
    horizon: work.horizon,
    segment_length: work.segment,
    batch_size: work.batch,
    optimizer: 'adam',
    lr: work.lr,
    clip_norm: work.clip,
  };
}
