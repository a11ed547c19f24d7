import {
  checkSettings,
  type MethodChoice,
  type Setting,
  type Settings,
  type StudyMethod,
} from '../../../src/contract/index.ts';
import type { Given } from '../train/draft.svelte.ts';
import type { SettingValues } from '../train/setting-values.ts';

/** Options of a sampler or pruner as typed in the form; those at their default are not kept. */
export class MethodValues implements SettingValues {
  readonly method: StudyMethod;
  readonly dataset = undefined;
  /** By method, so that another look at one finds its options as they were. */
  readonly #kept: Record<string, Given>;

  constructor(method: StudyMethod, kept: Record<string, Given>) {
    this.method = method;
    this.#kept = kept;
  }

  get scope(): string {
    return this.method.id;
  }

  get problems(): ReadonlyMap<string, string> {
    const { problems } = checkSettings(this.method.options, this.#known);
    return new Map(problems.map(({ setting, message }) => [setting, message]));
  }

  get changes(): number {
    return Object.keys(this.#known).length;
  }

  /** The method as a study is asked for it. */
  get choice(): MethodChoice {
    const { id } = this.method;
    if (this.changes === 0) return { id };
    return { id, options: { ...this.#known } as NonNullable<MethodChoice['options']> };
  }

  valueOf(setting: Setting): Settings[string] {
    return this.#known[setting.name] ?? setting.default;
  }

  set(setting: Setting, value: Settings[string]): void {
    const { [setting.name]: _, ...others } = this.#known;
    this.#kept[this.method.id] =
      value === setting.default ? others : { ...others, [setting.name]: value };
  }

  isChanged(setting: Setting): boolean {
    return setting.name in this.#known;
  }

  /** A kept draft may name options of an older version. */
  get #known(): Given {
    const names = new Set(this.method.options.map(({ name }) => name));
    const given = Object.entries(this.#kept[this.method.id] ?? {});
    return Object.fromEntries(given.filter(([name]) => names.has(name)));
  }
}
