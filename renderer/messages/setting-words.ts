/** A setting's words in another language than the descriptor's English. */
export interface SettingWords {
  readonly label: string;
  readonly help: string;
  /** By value. */
  readonly choices?: Readonly<Record<string, { readonly label: string; readonly help: string }>>;
}

/** By setting name, or by `task.setting` where a task gives a setting words of its own. */
export type SettingCatalogue = Readonly<Record<string, SettingWords>>;
