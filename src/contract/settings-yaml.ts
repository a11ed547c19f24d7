import { LineCounter, parseDocument, stringify } from 'yaml';
import type { Setting, Settings } from './settings.ts';
import { rangeText, type SettingProblem } from './settings-check.ts';

export interface YamlOptions {
  /** `changed` leaves out what equals the default. */
  readonly scope?: 'changed' | 'all';
  /** Written as the first key, so that the file says what it is for. */
  readonly task?: string;
  /** Comment lines at the top. */
  readonly header?: readonly string[];
  /** What stands above a value; its help, range and default unless given. */
  readonly explain?: (setting: Setting) => string;
}

/** Settings as a YAML file that explains itself: each value under its help and range. */
export function settingsToYaml(
  list: readonly Setting[],
  values: Settings,
  { scope = 'changed', task, header = [], explain = helpAndRange }: YamlOptions = {},
): string {
  const parts: string[] = [];
  if (header.length > 0) parts.push(`${header.map(comment).join('\n')}\n`);
  if (task !== undefined) parts.push(stringify({ task }));
  for (const setting of list) {
    const value = values[setting.name];
    if (value === undefined) continue;
    if (scope === 'changed' && equal(value, setting.default)) continue;
    const line = stringify({ [setting.name]: value });
    parts.push(`${comment(explain(setting))}\n${line}`);
  }
  return parts.join('\n');
}

export interface ReadYaml {
  /** The file's `task`, if it names one. */
  readonly task: string | null;
  /** As written; names and ranges are not checked. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is not YAML, with its line. */
  readonly problems: readonly SettingProblem[];
}

/** Reads what `settingsToYaml` or a person wrote. Never throws: an editor shows the problems. */
export function settingsFromYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const messages = document.errors.map((error) => {
      const { line } = lines.linePos(error.pos[0]);
      return `line ${line}: ${error.message}`;
    });
    return unreadable(messages);
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 10 }) ?? {};
  } catch (error) {
    // Aliases that point nowhere or multiply without end.
    return unreadable([error instanceof Error ? error.message : String(error)]);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return unreadable(['line 1: expected lines such as "hidden_size: 256"']);
  }
  const { task, ...settings } = content as Record<string, unknown>;
  return { task: typeof task === 'string' ? task : null, settings, problems: [] };
}

function unreadable(messages: readonly string[]): ReadYaml {
  const problems = messages.map((message) => ({ setting: 'yaml', message }));
  return { task: null, settings: {}, problems };
}

function helpAndRange(setting: Setting): string {
  return `${setting.help} ${allowed(setting)}`;
}

function comment(line: string): string {
  return `# ${line.replaceAll('\n', ' ')}`;
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What may stand there, in brackets. */
function allowed(setting: Setting): string {
  switch (setting.type) {
    case 'integer':
    case 'float': {
      const unit = setting.unit === undefined ? '' : ` ${setting.unit}`;
      return `(${rangeText(setting)}${unit}; default ${setting.default})`;
    }
    case 'choice': {
      const values = setting.choices.map((choice) => choice.value).join(', ');
      return `(${values}; default ${setting.default})`;
    }
    case 'boolean':
      return `(true or false; default ${setting.default})`;
    case 'text':
      return `(text; default ${JSON.stringify(setting.default)})`;
    case 'list':
      return `(list of ${setting.of})`;
  }
}
