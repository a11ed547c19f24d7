import {
  type MethodChoice,
  type NewStudy,
  type Setting,
  type StudyLimits,
  type StudyValues,
  settingFromText,
  type TaskDescriptor,
  UnrollError,
} from '../contract/index.ts';
import { pruners } from '../search/pruners/index.ts';
import { samplers } from '../search/samplers/index.ts';
import { readGivenFile } from './read-given-file.ts';
import type { GivenWork } from './training-work.ts';

export interface SearchOptions extends GivenWork {
  readonly space?: string;
  readonly sampler?: string;
  readonly pruner?: string;
  readonly samplerSet?: readonly string[];
  readonly prunerSet?: readonly string[];
  readonly trials?: number;
  readonly minutes?: number;
  readonly steps?: number;
  readonly patience?: number;
  readonly parallel?: number;
  readonly try?: readonly string[];
  readonly objective?: string;
  readonly seed?: number;
  readonly name?: string;
  readonly ask?: boolean;
  readonly resume?: string;
  readonly warmStart?: boolean;
  readonly printSpace?: boolean;
  readonly helpMethods?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

/**
 * Trials by hand, from `--try lr=0.01,hidden_size=64`.
 * @throws UnrollError for a value without its name; whether values fit is the study's to say
 */
export function triedByHand(
  { try: lists = [] }: SearchOptions,
  task: TaskDescriptor,
): StudyValues[] {
  return lists.map((list) =>
    Object.fromEntries(
      list.split(',').map((pair) => {
        const [name = '', ...value] = pair.split('=');
        if (value.length === 0) throw namelessValue(list);
        const known = settingFromText(task.settings, name.trim(), value.join('=').trim());
        return [name.trim(), typeof known === 'object' ? known.join(',') : known];
      }),
    ),
  );
}

function namelessValue(list: string): UnrollError {
  return new UnrollError({
    code: 'invalid-options',
    message: `--try ${list} has a value without its name.`,
    where: '--try',
    hint: 'Write name=value with commas between: --try lr=0.01,hidden_size=64.',
  });
}

/** @throws UnrollError for options without their method, and for those that it does not know */
function methodOf<K extends 'sampler' | 'pruner'>(
  kind: K,
  known: readonly { readonly id: string; readonly options: readonly Setting[] }[],
  id: string | undefined,
  pairs: readonly string[] = [],
): { readonly [P in K]?: MethodChoice } {
  if (id === undefined && pairs.length === 0) return {};
  if (id === undefined) {
    throw new UnrollError({
      code: 'invalid-options',
      message: `--${kind}-set gives options, but no ${kind} is chosen.`,
      where: `--${kind}-set`,
      hint: `Choose one with --${kind}.`,
    });
  }
  const options = known.find((method) => method.id === id)?.options ?? [];
  const given = Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name!, settingFromText(options, name!, value.join('='))];
    }),
  );
  return { [kind]: { id, ...(pairs.length > 0 && { options: given }) } } as {
    [P in K]?: MethodChoice;
  };
}

/** What a command line says of a new study, but for what it works on. */
export function newStudy(
  options: SearchOptions,
  space: string | undefined,
): Omit<NewStudy, 'datasetId' | 'task' | 'settings'> {
  const limits = limitsOf(options);
  return {
    ...(space === undefined ? {} : { space }),
    ...methodOf('sampler', samplers, options.sampler, options.samplerSet),
    ...methodOf('pruner', pruners, options.pruner, options.prunerSet),
    ...(options.objective === undefined
      ? {}
      : { objectives: options.objective.split(',').map((name) => name.trim()) }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
    ...(options.warmStart === undefined ? {} : { warmStart: options.warmStart }),
    ...(limits === undefined ? {} : { limits }),
  };
}

/** @returns undefined where no limit is given */
export function limitsOf({
  trials,
  minutes,
  steps,
  patience,
}: SearchOptions): StudyLimits | undefined {
  const limits = {
    ...(trials === undefined ? {} : { trials }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(steps === undefined ? {} : { steps }),
    ...(patience === undefined ? {} : { patience }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** @throws UnrollError `unreadable-file` */
export function readSpaceFile(path: string): Promise<string> {
  return readGivenFile(
    path,
    'Give a YAML file of parameters with --space; --print-space shows one.',
  );
}
