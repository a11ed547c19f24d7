import { numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import { type LabelledSequences, shownSequence } from '../../datasets/index.ts';
import { ImageSequence } from './image-sequence.ts';
import type { ImageOrder, RawExample, RawExamples } from './raw-examples.ts';

/** Sequences of numbers as the settings want them read: pictures by rows, rows in steps of several. */
export function readNumbers(set: LabelledSequences, settings: Settings): RawExamples {
  const image = set.image;
  const perStep = set.layout === 'wide-table' ? numberOf(settings, 'values_per_step') : 1;
  const sequence =
    image === null ? null : new ImageSequence(image, textOf(settings, 'image_order') as ImageOrder);
  const width = sequence?.width ?? set.channels.length * perStep;
  const examples = set.sequences.map((one): RawExample => {
    const laid = sequence === null ? inSteps(one, perStep) : pictured(one.values, sequence);
    const { name, label, part, stepLabels } = one;
    return {
      name,
      label,
      part,
      ...(stepLabels && { stepLabels }),
      input: { kind: 'numbers', ...laid },
      shown: () => shownSequence(one, set.channels, image ?? square(one.values, perStep)),
    };
  });
  return { kind: 'numbers', width, target: set.target, examples, leftOut: '' };
}

function pictured(pixels: Float32Array, sequence: ImageSequence) {
  return { steps: sequence.steps, values: sequence.of(pixels) };
}

function inSteps(
  { name, steps, values }: { name: string; steps: number; values: Float32Array },
  perStep: number,
) {
  expectWholeSteps(name, steps, perStep);
  return { steps: steps / perStep, values };
}

/**
 * @param name of the row
 * @throws UnrollError when its values do not fill steps of so many
 */
export function expectWholeSteps(name: string, steps: number, perStep: number): void {
  if (steps % perStep === 0) return;
  throw new UnrollError({
    code: 'uneven-steps',
    message: `${name} has ${steps} values, which are no whole number of steps of ${perStep}.`,
    where: 'values_per_step',
    hint: `Choose a number that divides ${steps}, or name the columns of values.`,
    data: { row: name, steps, values: perStep },
  });
}

/** Rows that are read as lines of a square are a picture. */
function square(values: Float32Array, perStep: number) {
  const isSquare = perStep > 3 && values.length === perStep * perStep;
  return isSquare ? { height: perStep, width: perStep } : null;
}
