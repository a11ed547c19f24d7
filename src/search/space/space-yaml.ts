import { LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { rangeText, type Setting, type Settings, UnrollError } from '../../contract/index.ts';
import { type Constraint, constraintLines, parseConstraint } from './constraint.ts';
import { type Parameter, spaceError } from './parameter.ts';
import { SearchSpace } from './search-space.ts';
import { fitToSettings, parameterOf, settingOf } from './space-from-settings.ts';

/** What is searched, and within which bounds: the content of a file `--space FILE.yaml`. */
export interface SpaceDescription {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly Constraint[];
}

/** The schema against which a space is read. Without settings every range must be complete. */
export interface SpaceSchema {
  readonly settings: readonly Setting[];
  /** Values of the settings that are not searched. */
  readonly fixed: Settings;
}

const scalar = z.union([z.number(), z.string(), z.boolean()]);
const entrySchema = z.union([
  z.literal('default'),
  z.array(scalar),
  z.strictObject({
    type: z.enum(['float', 'integer']).optional(),
    low: z.number().optional(),
    high: z.number().optional(),
    log: z.boolean().optional(),
    step: z.number().optional(),
    choices: z.array(scalar).optional(),
    when: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
  }),
]);
type Entry = z.infer<typeof entrySchema>;

/**
 * Reads a search space:
 *
 * ```yaml
 * parameters:
 *   lr: { low: 1e-4, high: 1e-1, log: true }
 *   hidden_size: default
 *   optimizer: [adam, sgd]
 *   momentum: { low: 0, high: 0.99, when: { optimizer: sgd } }
 * constraints:
 *   - parameters <= 2e6
 * ```
 *
 * @throws UnrollError saying which line or parameter is wrong, and what to write
 */
export function parseSpace(text: string, schema?: SpaceSchema): SpaceDescription {
  const content = z
    .strictObject({
      parameters: z.record(z.string(), z.unknown()),
      constraints: z.array(z.string()).optional(),
    })
    .safeParse(readYaml(text));
  if (!content.success) throw unreadable(content.error.issues[0]?.message ?? 'no space');
  const given = Object.entries(content.data.parameters);
  const read = given.map(([name, entry]) => readParameter(name, entry, schema));
  const parameters =
    schema === undefined ? read : fitToSettings(read, schema.settings, schema.fixed);
  return {
    parameters: new SearchSpace(parameters).parameters,
    constraints: (content.data.constraints ?? []).map(parseConstraint),
  };
}

function readYaml(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [first] = document.errors;
  if (first !== undefined) {
    throw unreadable(`line ${lines.linePos(first.pos[0]).line}: ${first.message}`);
  }
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch (error) {
    // Aliases that point nowhere or multiply without end.
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function unreadable(message: string): UnrollError {
  return new UnrollError({
    code: 'invalid-space-file',
    message: `The search space cannot be read: ${message}`,
    where: 'space',
    hint: 'Write "parameters:" with one setting a line below it, such as: lr: { low: 1e-4, high: 1e-1, log: true }',
  });
}

function readParameter(name: string, raw: unknown, schema: SpaceSchema | undefined): Parameter {
  const entry = entrySchema.safeParse(raw ?? 'default');
  if (!entry.success) {
    throw spaceError(
      name,
      'is not understood',
      'Write default, a list of values, or { low: …, high: … } with log, step or when.',
    );
  }
  const setting = schema && settingOf(name, schema.settings);
  const parameter = withRange(name, entry.data, setting);
  const when = typeof entry.data === 'object' && 'when' in entry.data ? entry.data.when : undefined;
  if (when === undefined) return parameter;
  const conditions = Object.entries(when);
  const [condition] = conditions;
  if (condition === undefined || conditions.length > 1) {
    throw spaceError(name, 'needs one condition', 'Write when: { optimizer: [sgd] }.');
  }
  return { ...parameter, when: { parameter: condition[0], is: [condition[1]].flat() } };
}

function withRange(name: string, entry: Entry, setting: Setting | undefined): Parameter {
  if (Array.isArray(entry)) return { name, type: 'categorical', choices: entry };
  const given = entry === 'default' ? {} : entry;
  if (given.choices !== undefined) return { name, type: 'categorical', choices: given.choices };
  const suggested = setting === undefined ? undefined : parameterOf(setting);
  if (suggested?.type === 'categorical') return suggested;
  const low = given.low ?? suggested?.low;
  const high = given.high ?? suggested?.high;
  if (low === undefined || high === undefined) {
    throw spaceError(name, 'needs a low and a high end', 'Write { low: 1, high: 10 }.');
  }
  const { type = suggested?.type ?? 'float' } = given;
  // A step of one's own replaces the suggested scale, on which it could not be.
  const log = given.log ?? (given.step === undefined && low > 0 && suggested?.log === true);
  const step = given.step ?? (log ? undefined : suggested?.step);
  return {
    ...{ name, type, low, high },
    ...(log ? { log } : {}),
    ...(step === undefined ? {} : { step }),
  };
}

/** Writes what `parseSpace` reads, each setting under its help and range where the schema is known. */
export function printSpace(space: SpaceDescription, settings: readonly Setting[] = []): string {
  const lines = ['parameters:'];
  for (const parameter of space.parameters) {
    const setting = settings.find((candidate) => candidate.name === parameter.name);
    if (setting !== undefined) lines.push(`  # ${explain(setting)}`);
    const value = stringify(entryOf(parameter), { collectionStyle: 'flow', lineWidth: 0 });
    lines.push(`  ${stringify(parameter.name).trim()}: ${value.trim()}`);
  }
  const bounds = space.constraints.flatMap(constraintLines);
  if (bounds.length > 0) lines.push('constraints:', ...bounds.map((bound) => `  - ${bound}`));
  return `${lines.join('\n')}\n`;
}

function entryOf(parameter: Parameter): unknown {
  const { when } = parameter;
  const condition = when === undefined ? {} : { when: { [when.parameter]: when.is } };
  if (parameter.type === 'categorical') {
    const { choices } = parameter;
    return when === undefined ? choices : { choices, ...condition };
  }
  const { type, low, high, log = false, step } = parameter;
  return { type, low, high, log, ...(step === undefined ? {} : { step }), ...condition };
}

function explain(setting: Setting): string {
  const numeric = setting.type === 'integer' || setting.type === 'float';
  return numeric ? `${setting.help} (${rangeText(setting)})` : setting.help;
}
