import { InvalidArgumentError } from 'commander';
import {
  nearestName,
  settingFromText,
  settingsFromYaml,
  type TaskDescriptor,
  UnrollError,
} from '../contract/index.ts';
import { readGivenFile } from './read-given-file.ts';

/** For a repeated option: gathers its values in order. */
export function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A number in a range, inclusive. */
export function numberFrom(min: number, max: number, whole = false): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const fits = text.trim() !== '' && value >= min && value <= max;
    if (fits && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(
      `expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}`,
    );
  };
}

export interface GivenSettings {
  /** The task that the file is for, if it says so. */
  readonly task: string | null;
  /** The file's values under those of `--set`. @throws UnrollError for a value that is no pair */
  for(task: TaskDescriptor): Record<string, unknown>;
}

/**
 * Settings from `--config FILE.yaml` and `--set name=value`; the latter win.
 * @throws UnrollError when the file cannot be read or is no YAML, or a pair lacks its `=`
 */
export async function readGivenSettings(
  config: string | undefined,
  pairs: readonly string[],
): Promise<GivenSettings> {
  const hint = 'Give a YAML file of settings with --config.';
  const file = settingsFromYaml(config === undefined ? '' : await readGivenFile(config, hint));
  const [problem] = file.problems;
  if (problem !== undefined) {
    throw new UnrollError({
      code: 'invalid-config',
      message: `${config}, ${problem.message.replace(/\s+/g, ' ')}`,
      where: config,
      hint: 'Write one "name: value" on each line.',
    });
  }
  const split = pairs.map(splitPair);
  return {
    task: file.task,
    for: (task) => ({
      ...file.settings,
      ...Object.fromEntries(
        split.map(([name, text]) => [name, settingFromText(task.settings, name, text)]),
      ),
    }),
  };
}

function splitPair(pair: string): [name: string, text: string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at).trim(), pair.slice(at + 1)];
  throw new UnrollError({
    code: 'invalid-setting',
    message: `--set ${pair} lacks a value`,
    where: pair,
    hint: 'Write --set name=value, for instance --set hidden_size=256.',
  });
}

/** One of a list of words. @throws UnrollError naming the nearest */
export function oneOf<T extends string>(what: string, given: string, words: readonly T[]): T {
  const found = words.find((word) => word === given);
  if (found !== undefined) return found;
  const nearest = nearestName(given, words);
  throw new UnrollError({
    code: 'unknown-value',
    message: `${what} ${given} is not known${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: given,
    hint: `Choose one of ${words.join(', ')}.`,
  });
}
