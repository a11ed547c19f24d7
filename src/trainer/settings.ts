import type { Setting } from '../contract/index.ts';
import { averagingSettings } from './averaging/settings.ts';
import { optimizationSettings } from './optimizers/settings.ts';
import { scheduleSettings } from './schedules/settings.ts';

/** Keeps small gradients from vanishing in a narrow number format. */
const scalingSettings: readonly Setting[] = [
  {
    name: 'loss_scaling',
    type: 'choice',
    default: 'auto',
    label: 'Loss scaling',
    help: 'Multiplies the loss by a power of two while gradients are taken, so that small ones do not vanish; auto does it where products are in fp16, and bf16 needs none (Micikevicius et al. 2018).',
    group: 'optimization',
    level: 'advanced',
    choices: [
      { value: 'auto', label: 'Automatic', help: 'On where the number format needs it.' },
      {
        value: 'dynamic',
        label: 'Dynamic',
        help: 'Begins at 65536, doubles after 2000 clean steps, halves when a gradient overflows.',
      },
      { value: 'off', label: 'Off', help: 'Gradients are taken of the loss itself.' },
    ],
  },
];

/** When a run ends. */
const stoppingSettings: readonly Setting[] = [
  {
    name: 'max_epochs',
    type: 'integer',
    default: 30,
    min: 1,
    max: 100_000,
    unit: 'epochs',
    label: 'Epochs at most',
    help: 'Times the training data is gone through, unless another limit or early stopping ends the run. Higher trains longer. 30 is enough for most small data sets.',
    group: 'stopping',
    level: 'basic',
  },
  {
    name: 'max_steps',
    type: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000_000,
    unit: 'steps',
    label: 'Steps at most',
    help: 'Batches after which the run ends; 0 is no limit. Higher trains longer. Off by default: epochs say more.',
    group: 'stopping',
    level: 'advanced',
  },
  {
    name: 'max_minutes',
    type: 'float',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'minutes',
    label: 'Minutes at most',
    help: 'Training time after which the run ends, pauses not counted; 0 is no limit. Higher trains longer. Off by default.',
    group: 'stopping',
    level: 'basic',
  },
  {
    name: 'patience',
    type: 'integer',
    default: 5,
    min: 0,
    max: 10_000,
    unit: 'evaluations',
    label: 'Early stopping patience',
    help: 'Evaluations without a better validation metric after which the run ends; 0 never ends early. Higher waits longer. 5 by convention.',
    group: 'stopping',
    level: 'basic',
  },
];

/** What happens beside the updates; of these only the seed shapes a result. */
const runSettings: readonly Setting[] = [
  {
    name: 'eval_every',
    type: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000_000,
    unit: 'steps',
    label: 'Evaluate every',
    help: 'Steps between measurements on the validation part; 0 is once an epoch, or every 1000 steps where an epoch is longer. Higher spends less time measuring.',
    group: 'run',
    level: 'advanced',
  },
  {
    name: 'samples_every',
    type: 'integer',
    default: 1,
    min: 0,
    max: 10_000,
    unit: 'evaluations',
    label: 'Samples every',
    help: 'Evaluations between sample outputs (a text, a forecast); 0 is never. Higher spends less time on them. Every one by default.',
    group: 'run',
    level: 'advanced',
  },
  {
    name: 'checkpoint_every',
    type: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000_000,
    unit: 'steps',
    label: 'Numbered checkpoints every',
    help: 'Steps between checkpoints kept under their step number, beside best and last; 0 keeps none. Higher keeps fewer. Off by default.',
    group: 'run',
    level: 'advanced',
  },
  {
    name: 'keep_checkpoints',
    type: 'integer',
    default: 3,
    min: 1,
    max: 10_000,
    label: 'Numbered checkpoints kept',
    help: 'The newest numbered checkpoints that stay on disk. Higher takes more space. 3 by convention.',
    group: 'run',
    level: 'advanced',
  },
  {
    name: 'checkpoint_minutes',
    type: 'float',
    default: 2,
    min: 0.01,
    max: 10_000,
    unit: 'minutes',
    label: 'Safety checkpoint every',
    help: 'Minutes after which the last checkpoint is renewed even without an evaluation. Higher risks more work in a crash. 2 by default; it never changes the result.',
    group: 'run',
    level: 'advanced',
  },
  {
    name: 'nonfinite_limit',
    type: 'integer',
    default: 10,
    min: 1,
    max: 10_000,
    unit: 'steps',
    label: 'Non-finite steps borne',
    help: 'Steps in a row whose loss or gradient is infinite or not a number that are skipped before the run fails. Higher is more forgiving. 10 by default.',
    group: 'run',
    level: 'advanced',
  },
  {
    name: 'seed',
    type: 'integer',
    default: 1,
    min: 0,
    max: 0xffffffff,
    label: 'Seed',
    help: 'Start of all random numbers: initial weights, batch order, dropout. The same seed gives the same run on the same device; another shows how much is luck.',
    group: 'run',
    level: 'basic',
  },
];

/** Everything the training loop asks for, in the order of a form; tasks may change the defaults. */
export const trainerSettings: readonly Setting[] = [
  ...optimizationSettings,
  ...averagingSettings,
  ...scalingSettings,
  ...scheduleSettings,
  ...stoppingSettings,
  ...runSettings,
];
