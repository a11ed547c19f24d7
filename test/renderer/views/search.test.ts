import { describe, expect, it } from 'vitest';
import {
  budgetOf,
  limitsOf,
  usedShare,
  wrongBudget,
} from '../../../renderer/views/search/budget.ts';
import {
  activeParameters,
  handMadeFrom,
  valuesOf,
} from '../../../renderer/views/search/hand-made.ts';
import { courseData } from '../../../renderer/views/search/landscape-data.ts';
import {
  boundsOf,
  conditionBySchema,
  draftsOf,
  noBounds,
  spaceText,
} from '../../../renderer/views/search/space-draft.ts';
import type { StudyParameter } from '../../../src/contract/index.ts';
import { parseSpace } from '../../../src/search/space/space-yaml.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { studyOf, trialOf } from '../../interchange/support.ts';

const { settings } = taskDescriptor('language-model');

/** A space as the form holds it after reading it, and as the engine reads what the form writes. */
function through(text: string) {
  const space = parseSpace(text, { settings, fixed: {} });
  const drafts = draftsOf(space.parameters, settings);
  const bounds = boundsOf(space.constraints);
  const again = parseSpace(spaceText(drafts, bounds ?? noBounds()), { settings, fixed: {} });
  return { space, drafts, bounds, again };
}

describe('the space in the form', () => {
  it('keeps steps, conditions and bounds', () => {
    const { space, again, drafts, bounds } = through(`
parameters:
  hidden_size: { low: 16, high: 512, step: 16 }
  optimizer: [adam, sgd, rmsprop]
  momentum: { low: 0, high: 0.99 }
  lr: { low: 1e-4, high: 1e-1, log: true, when: { optimizer: adam } }
constraints: [parameters <= 2e6, step_ms <= 25]
`);
    expect(again).toEqual(space);
    expect(bounds).toEqual({ ...noBounds(), parameters: 2e6, step_ms: 25 });
    const draft = (name: string) => drafts.find((one) => one.name === name)!;
    expect(draft('hidden_size').step).toBe(16);
    expect(draft('lr').when).toEqual({ parameter: 'optimizer', is: ['adam'] });
    // What the schema says by itself follows later choices of the optimizer.
    expect(draft('momentum').when).toBeNull();
    const momentum = settings.find(({ name }) => name === 'momentum')!;
    const condition = conditionBySchema(momentum, drafts)!;
    expect(condition.parameter).toBe('optimizer');
    expect(condition.is).not.toContain('adam');
  });

  it('has no field for bounds from below', () => {
    expect(boundsOf([{ quantity: 'parameters', atLeast: 1000 }])).toBeNull();
    expect(boundsOf([{ quantity: 'watts', atMost: 3 }])).toBeNull();
  });
});

describe('a trial by hand', () => {
  const parameters: StudyParameter[] = [
    { name: 'optimizer', type: 'categorical', choices: ['adam', 'sgd'] },
    { name: 'lr', type: 'float', low: 1e-4, high: 1e-2, log: true },
    { name: 'hidden_size', type: 'integer', low: 16, high: 64, step: 16 },
    {
      name: 'momentum',
      type: 'float',
      low: 0,
      high: 1,
      when: { parameter: 'optimizer', is: ['sgd'] },
    },
  ];
  const study = { ...studyOf(), parameters };

  it('begins with the values of a trial, the rest in the middle of its range', () => {
    const draft = handMadeFrom(study, { optimizer: 'adam', lr: 0.005 });
    expect(draft).toEqual({ optimizer: 'adam', lr: 0.005, hidden_size: 48, momentum: 0.5 });
  });

  it('holds only what means something beside the others', () => {
    const draft = handMadeFrom(study, { optimizer: 'adam' });
    expect(Object.keys(valuesOf(study, draft))).toEqual(['optimizer', 'lr', 'hidden_size']);
    const other = { ...draft, optimizer: 'sgd' };
    expect(activeParameters(study, other).map(({ name }) => name)).toContain('momentum');
    expect(valuesOf(study, other)).toMatchObject({ lr: 0.001, momentum: 0.5 });
  });
});

describe('a budget', () => {
  const draft = { trials: 0, minutes: 2.5, steps: 1000, patience: 0, parallel: 2 };

  it('is what is above 0', () => {
    expect(limitsOf(draft)).toEqual({ minutes: 2.5, steps: 1000 });
    expect(wrongBudget(draft)).toEqual([]);
    expect(wrongBudget({ ...draft, trials: 1.5, minutes: 'x', steps: '' })).toEqual([
      'trials',
      'minutes',
    ]);
  });

  it('that is used up is offered larger', () => {
    const study = { ...studyOf(), limits: { trials: 5, steps: 400 }, steps: 300, seconds: 0 };
    const ended = { ...study, counts: { ...study.counts, completed: 4, pruned: 1, failed: 0 } };
    expect(budgetOf(ended, 10)).toMatchObject({ trials: 15, steps: 400, minutes: 0 });
    expect(usedShare(ended)).toBe(1);
    expect(usedShare({ ...ended, limits: { steps: 400 } })).toBe(0.75);
    expect(usedShare({ ...ended, limits: { patience: 3 } })).toBeNull();
  });
});

describe('the courses of trials', () => {
  it('begin where the trial ended that they go on from', () => {
    const first = trialOf(0, {
      values: {},
      reports: [
        [1, 3],
        [2, 2],
      ],
    });
    const heir = trialOf(1, { values: {}, reports: [[1, 1.5]] });
    const second = { ...heir, trial: { ...heir.trial, continues: { trial: 0, step: 2 } } };
    const words = { trial: 'Trial', evaluation: 'Evaluation', objective: 'Loss' };
    const { lines } = courseData(studyOf(), [first, second], words, '#000000');
    expect(lines.map(({ xs, ys }) => [xs, ys])).toEqual([
      [
        [1, 2],
        [3, 2],
      ],
      [
        [2, 3],
        [2, 1.5],
      ],
    ]);
  });
});
