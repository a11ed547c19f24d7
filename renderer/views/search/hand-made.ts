import type { StudyEntry, StudyParameter, StudyValues } from '../../../src/contract/index.ts';

/** A trial by hand as typed: every searched setting has a value, also where it means nothing. */
export type HandMade = Record<string, number | string | boolean>;

/** Begins with the values of a trial; what it lacks is in the middle of its range. */
export function handMadeFrom(study: StudyEntry, values: StudyValues): HandMade {
  return Object.fromEntries(
    study.parameters.map((parameter) => [
      parameter.name,
      shortened(parameter, values[parameter.name]) ?? middleOf(parameter),
    ]),
  );
}

/** As many digits as a person types. */
function shortened(
  parameter: StudyParameter,
  value: number | string | boolean | undefined,
): number | string | boolean | undefined {
  const isFine = parameter.type === 'float' && parameter.step === undefined;
  return isFine && typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

function middleOf(parameter: StudyParameter): number | string | boolean {
  if (parameter.type === 'categorical') return parameter.choices[0] ?? '';
  const { low, high, log = false, step, type } = parameter;
  const middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  const size = step ?? (type === 'integer' ? 1 : 0);
  return size === 0
    ? Number(middle.toPrecision(4))
    : Number((low + Math.round((middle - low) / size) * size).toPrecision(12));
}

/** The settings that mean something beside the others. */
export function activeParameters(study: StudyEntry, draft: HandMade): readonly StudyParameter[] {
  const active = new Set<string>();
  return study.parameters.filter(({ name, when }) => {
    const value = when && draft[when.parameter];
    const holds =
      when === undefined ||
      (active.has(when.parameter) && when.is.some((allowed) => allowed === value));
    if (holds) active.add(name);
    return holds;
  });
}

/** What is sent: only what means something. Numbers that are none stay text, which is refused. */
export function valuesOf(study: StudyEntry, draft: HandMade): StudyValues {
  return Object.fromEntries(
    activeParameters(study, draft).map(({ name }) => [name, draft[name] ?? '']),
  );
}

/** A range as a person reads it; undefined for choices. */
export function rangeOf(parameter: StudyParameter): string | undefined {
  return parameter.type === 'categorical' ? undefined : `${parameter.low} – ${parameter.high}`;
}
