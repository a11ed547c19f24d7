import { type StudyState, UnrollError } from '../../contract/index.ts';

export function nameTaken(name: string): UnrollError {
  return new UnrollError({
    code: 'name-taken',
    message: `There is a study called ${name} already.`,
    where: 'name',
    hint: 'Choose another name, or leave it out and one is made up.',
  });
}

export function stillSearching(name: string): UnrollError {
  return new UnrollError({
    code: 'study-active',
    message: `${name} is still searching and cannot be removed.`,
    where: name,
    hint: 'Pause or end it first.',
  });
}

export function trainsItself(name: string): UnrollError {
  return new UnrollError({
    code: 'study-trains',
    message: `${name} trains its own trials.`,
    where: name,
    hint: 'Ask and tell serve a study that was made for a script.',
  });
}

export function scriptMeasures(name: string): UnrollError {
  return new UnrollError({
    code: 'study-scripted',
    message: `The trials of ${name} are measured by a script.`,
    where: name,
    hint: 'Use ask and tell.',
  });
}

export function notRunning(number: number): UnrollError {
  return new UnrollError({
    code: 'trial-not-running',
    message: `Trial ${number} is not running.`,
    where: `trial ${number}`,
    hint: 'Ask for a trial first; each is told once.',
  });
}

export function noResults(number: number): UnrollError {
  return new UnrollError({
    code: 'no-results',
    message: `Trial ${number} completed without results.`,
    where: `trial ${number}`,
    hint: 'Give one value for each objective, or say that it failed.',
  });
}

export function wrongCount(wanted: number, found: number): UnrollError {
  return new UnrollError({
    code: 'wrong-count',
    message: `${wanted} ${wanted === 1 ? 'value is' : 'values are'} expected, one for each objective; ${found} were given.`,
    where: 'values',
    hint: 'Give them in the order of the objectives.',
  });
}

export function wrongStudyState(name: string, state: StudyState, what: string): UnrollError {
  return new UnrollError({
    code: 'wrong-study-state',
    message: `${name} is ${state} and cannot be ${what}.`,
    where: name,
    ...(state === 'completed' ? { hint: 'Give it more trials or more time to go on.' } : {}),
  });
}

/** @param metrics what an evaluation measures */
export function notMeasured(objective: string, metrics: readonly string[]): UnrollError {
  const known = metrics.filter((name) => name.startsWith('val/'));
  return new UnrollError({
    code: 'objective-not-measured',
    message: `The objective ${objective} is not measured by these trials.`,
    where: 'objective',
    hint: `Make a search with one that is: ${known.join(', ')}.`,
  });
}
