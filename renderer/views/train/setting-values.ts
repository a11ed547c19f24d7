import type { Dataset, Setting, Settings } from '../../../src/contract/index.ts';

/** Where rows of a form find the values of their settings and leave what is typed. */
export interface SettingValues {
  /** The task or method whose own words for a setting come first. */
  readonly scope: string | undefined;
  /** Its columns are offered where a setting names some. */
  readonly dataset: Dataset | undefined;
  /** What is wrong, by the setting's name. */
  readonly problems: ReadonlyMap<string, string>;
  /** As typed: not yet checked, so it may be text where a number belongs. */
  valueOf(setting: Setting): Settings[string];
  set(setting: Setting, value: Settings[string]): void;
  isChanged(setting: Setting): boolean;
}
