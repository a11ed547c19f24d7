import { type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { TargetKind } from '../../datasets/index.ts';

/**
 * What is told of a sequence.
 * @param own what the data has
 * @throws UnrollError when it has not what is asked for
 */
export function targetOf(
  own: TargetKind,
  kind: 'numbers' | 'text',
  settings: Settings,
): TargetKind {
  const asked = textOf(settings, 'target');
  if (asked === 'steps' && (own !== 'steps' || kind === 'text')) throw withoutSteps();
  if (asked === 'auto' || asked === 'steps') return own;
  if (own === 'steps') throw onlySteps();
  return asked as TargetKind;
}

export function unlabelled(sequences: number): UnrollError {
  return new UnrollError({
    code: 'no-labels',
    message: `Nothing says what the ${sequences} sequences are.`,
    where: 'label_column',
    hint: 'Name the column that says it, or add the file of labels.',
  });
}

/** @param classes those that there are: none or one */
export function nothingToTell(classes: readonly string[]): UnrollError {
  const only = classes.length === 0 ? 'no label at all' : `only the class ${classes[0]}`;
  return new UnrollError({
    code: 'one-class',
    message: `The training part has ${only}: there is nothing to tell apart.`,
    where: 'label_column',
    hint: 'Name the column that says what a sequence is, or add sequences of another class.',
  });
}

/** @param of which sequence has the label */
export function noNumber(label: string, of: string): UnrollError {
  return new UnrollError({
    code: 'label-not-numeric',
    message: `The label "${label}" of ${of} is no number.`,
    where: 'target',
    hint: 'Choose the target class, or another label column.',
    data: { label },
  });
}

function withoutSteps(): UnrollError {
  return new UnrollError({
    code: 'no-step-labels',
    message: 'The data has no label for each step.',
    where: 'target',
    hint: 'Name a series_column and a label_column whose value may change within a series.',
  });
}

function onlySteps(): UnrollError {
  return new UnrollError({
    code: 'only-step-labels',
    message: 'The data labels steps, not whole sequences.',
    where: 'target',
    hint: 'Choose the target auto or steps.',
  });
}
