import {
  checkSettings,
  type Dataset,
  isActive,
  type NewRun,
  type Preset,
  type Problem,
  type Setting,
  type Settings,
  type TaskDescriptor,
} from '../../../src/contract/index.ts';
import { datasetOf, datasets } from '../../state/datasets.svelte.ts';
import { kept } from '../../state/kept.svelte.ts';
import type { RouteOf } from '../../state/navigation.svelte.ts';
import { taskOf, tasks } from '../../state/tasks.svelte.ts';
import { Misfits } from './misfits.svelte.ts';
import type { SettingValues } from './setting-values.ts';
import { misfitWords } from './setting-words.ts';

/** A setting as typed: not yet checked, so it may be text where a number belongs. */
export type Given = Record<string, Settings[string]>;

interface DraftFields {
  datasetId: number | null;
  task: string | null;
  /** What differs from the defaults, by setting name. */
  given: Given;
  name: string;
  tags: string[];
}

/** The run that is being prepared; kept across restarts, shared by the form and the YAML text. */
export class Draft implements SettingValues {
  readonly fields = kept<DraftFields>('train.draft', {
    datasetId: null,
    task: null,
    given: {},
    name: '',
    tags: [],
  });

  readonly dataset: Dataset | undefined = $derived(
    datasetOf(this.fields.datasetId ?? undefined) ?? datasets()[0],
  );
  /** Tasks that accept the data, suggested ones first. */
  readonly fitting: readonly TaskDescriptor[] = $derived(fittingTasks(this.dataset));
  readonly task: TaskDescriptor | undefined = $derived(
    this.fitting.find((task) => task.id === this.fields.task) ?? this.fitting[0],
  );
  readonly settings: readonly Setting[] = $derived(this.task?.settings ?? []);
  /** What is given and means something here: a kept draft may name settings of an older version. */
  readonly known: Given = $derived(knownOnly(this.settings, this.fields.given));
  /** What the YAML text says that no field can hold; set while its pane is shown. */
  unheld = $state(0);
  /** Recipes of the task. */
  readonly presets: readonly Preset[] = $derived(this.task?.presets ?? []);
  /** The recipe whose settings all stand as they are in it. */
  readonly preset: Preset | undefined = $derived(
    this.presets.find((preset) => this.#holds(preset.settings)),
  );
  /** Every setting with defaults filled in, and one problem for each wrong value. */
  readonly checked = $derived(checkSettings(this.settings, this.known));
  readonly #fit = new Misfits();
  /** What the data cannot serve; nothing as long as values are wrong by themselves. */
  readonly misfits: readonly Problem[] = $derived.by(() =>
    this.checked.problems.length > 0 ? [] : this.#fit.problems,
  );
  /** What is wrong, in the window's language where the data is the reason. */
  readonly problems: ReadonlyMap<string, string> = $derived.by(
    () =>
      new Map([
        ...this.checked.problems.map(({ setting, message }) => [setting, message] as const),
        ...this.misfits.map((misfit) => [misfit.where ?? '', misfitWords(misfit)] as const),
      ]),
  );
  /** Settings to be put right before anything can start. */
  readonly wrong: number = $derived(this.checked.problems.length + this.misfits.length);
  /** What no field of the form can say. */
  readonly unfielded: Problem | undefined = $derived.by(() =>
    this.misfits.find(({ where }) => !this.settings.some(({ name }) => name === where)),
  );

  get scope(): string | undefined {
    return this.task?.id;
  }

  /** Takes over what a link asks for; other fields start fresh. */
  open(route: RouteOf<'train'>): void {
    if (route.datasetId === undefined && route.task === undefined) return;
    const dataset = datasetOf(route.datasetId) ?? this.dataset;
    const suggestion =
      dataset?.suggestions.find((entry) => entry.task === route.task) ??
      (route.task === undefined ? dataset?.suggestions[0] : undefined);
    this.fields.datasetId = dataset?.id ?? null;
    this.fields.task = route.task ?? suggestion?.task ?? null;
    this.fields.given = withoutDefaults(this.settings, {
      ...(route.settings ?? suggestion?.settings),
    });
  }

  /** What the data suggests, where nothing was chosen yet or what was chosen is gone. */
  begin(): void {
    if (this.dataset !== undefined && this.dataset.id !== this.fields.datasetId) {
      this.chooseDataset(this.dataset.id);
    }
  }

  chooseDataset(id: number): void {
    const dataset = datasetOf(id);
    const task = dataset === undefined ? undefined : fittingTasks(dataset)[0]?.id;
    this.open({ view: 'train', datasetId: id, ...(task === undefined ? {} : { task }) });
  }

  chooseTask(task: string): void {
    if (this.dataset !== undefined) this.open({ view: 'train', datasetId: this.dataset.id, task });
  }

  /** What the data suggests, under a recipe; without one only that. */
  choosePreset(id: string): void {
    const suggested = this.dataset?.suggestions.find((entry) => entry.task === this.task?.id);
    const preset = this.presets.find((candidate) => candidate.id === id);
    this.replace({ ...suggested?.settings, ...preset?.settings });
  }

  #holds(wanted: Settings): boolean {
    const { values } = this.checked;
    return Object.entries(wanted).every(([name, value]) => sameValue(values[name], value));
  }

  /** Asks what the data cannot serve; to be called where the draft changes. */
  judge(): void {
    const { dataset, task } = this;
    if (dataset === undefined || task === undefined || this.checked.problems.length > 0) {
      this.#fit.follow(null);
      return;
    }
    const settings = $state.snapshot(this.known) as NewRun['settings'];
    this.#fit.follow({ datasetId: dataset.id, task: task.id, settings });
  }

  valueOf(setting: Setting): Settings[string] {
    return this.fields.given[setting.name] ?? setting.default;
  }

  set(setting: Setting, value: Settings[string]): void {
    if (sameValue(value, setting.default)) delete this.fields.given[setting.name];
    else this.fields.given[setting.name] = value;
  }

  replace(given: Given): void {
    const next = withoutDefaults(this.settings, knownOnly(this.settings, given));
    if (JSON.stringify(next) !== JSON.stringify(this.fields.given)) this.fields.given = next;
  }

  isChanged(setting: Setting): boolean {
    return setting.name in this.fields.given;
  }

  /** A wrong value stays in sight even where the setting means nothing for now. */
  isShown(setting: Setting): boolean {
    return isActive(setting, this.checked.values) || this.problems.has(setting.name);
  }

  get changes(): number {
    return Object.keys(this.known).length;
  }
}

function fittingTasks(dataset: Dataset | undefined): readonly TaskDescriptor[] {
  if (dataset === undefined) return [];
  const suggested = dataset.suggestions
    .map((suggestion) => taskOf(suggestion.task))
    .filter((task) => task !== undefined);
  const others = tasks().filter(
    (task) => task.accepts.includes(dataset.summary.kind) && !suggested.includes(task),
  );
  return [...suggested, ...others];
}

function knownOnly(settings: readonly Setting[], given: Given): Given {
  const names = new Set(settings.map((setting) => setting.name));
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.has(name)));
}

function withoutDefaults(settings: readonly Setting[], given: Given): Given {
  const defaults = new Map(settings.map((setting) => [setting.name, setting.default]));
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => !sameValue(value, defaults.get(name))),
  );
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
