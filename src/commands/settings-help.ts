import {
  rangeText,
  type Setting,
  type SettingGroup,
  settingGroups,
  type TaskDescriptor,
} from '../contract/index.ts';
import type { Terminal } from './terminal/terminal.ts';

const titles: Readonly<Record<SettingGroup, string>> = {
  data: 'Data',
  model: 'Model',
  regularization: 'Regularisation',
  optimization: 'Optimisation',
  schedule: 'Learning rate schedule',
  stopping: 'Stopping',
  run: 'Run',
};

/** Every setting of a task by group, with range, default and help. */
export function settingsHelp(task: TaskDescriptor, { colors }: Terminal): string {
  const groups = settingGroups
    .map((group) => ({ group, list: task.settings.filter((setting) => setting.group === group) }))
    .filter(({ list }) => list.length > 0);
  const parts = groups.map(({ group, list }) => {
    const lines = list.map((setting) => settingHelp(setting, colors));
    return `${colors.cyan(titles[group])}\n${lines.join('\n')}`;
  });
  const head = `${colors.bold(`Settings of ${task.id}`)}: ${task.help}`;
  return [head, ...presetsHelp(task, colors), ...parts].join('\n\n');
}

function settingHelp(setting: Setting, colors: Terminal['colors']): string {
  const value = shown(setting.default, setting.type === 'list' ? setting.emptyMeans : undefined);
  const head = `${colors.bold(setting.name)} = ${value}  ${colors.dim(allowed(setting))}`;
  return `  ${head}\n      ${setting.help}${condition(setting)}`;
}

/** A way of doing something, with options of its own. */
interface Method {
  readonly id: string;
  readonly help: string;
  readonly options: readonly Setting[];
}

/** Each method with what it does, then its options. */
export function methodsHelp(
  title: string,
  methods: readonly Method[],
  { colors }: Terminal,
): string {
  const parts = methods.map(({ id, help, options }) =>
    [`${colors.bold(id)}: ${help}`, ...options.map((one) => settingHelp(one, colors))].join('\n'),
  );
  return [colors.cyan(title), ...parts].join('\n\n');
}

function presetsHelp({ presets = [] }: TaskDescriptor, colors: Terminal['colors']): string[] {
  if (presets.length === 0) return [];
  const lines = presets.map(({ id, help }) => `  ${colors.bold(id)}\n      ${help}`);
  return [`${colors.cyan('Presets (--preset)')}\n${lines.join('\n')}`];
}

function allowed(setting: Setting): string {
  switch (setting.type) {
    case 'integer':
    case 'float': {
      const kind = setting.type === 'integer' ? 'whole number' : 'number';
      return `${kind} ${rangeText(setting)}${setting.unit === undefined ? '' : `, ${setting.unit}`}`;
    }
    case 'choice':
      return setting.choices.map(({ value }) => value).join(' | ');
    case 'boolean':
      return 'true | false';
    case 'text':
      return setting.of === undefined ? 'text' : `name of a ${setting.of}`;
    case 'list':
      return `names of ${setting.of}, separated by commas`;
  }
}

function condition({ when }: Setting): string {
  return when === undefined ? '' : ` Only where ${when.setting} is ${when.is.join(' or ')}.`;
}

function shown(value: Setting['default'], emptyMeans?: 'none'): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (typeof value === 'object') {
    if (value.length > 0) return value.join(',');
    return emptyMeans === 'none' ? '(none)' : '(from the data)';
  }
  return String(value);
}
