import {
  oklchToHex,
  type Run,
  runColor,
  type SettingValue,
  type Theme,
} from '../../../src/contract/index.ts';

/** Colours of compared runs, and what each colour means where it means something. */
export interface Colouring {
  readonly colors: ReadonlyMap<number, string>;
  readonly legend: readonly { readonly label: string; readonly color: string }[];
}

/** Numbers with more different values than this get shades in order instead of colours apart. */
const mostHues = 6;

/**
 * @param by name of a setting; null gives each run its own colour
 */
export function colouring(runs: readonly Run[], by: string | null, theme: Theme): Colouring {
  if (by === null) {
    return {
      colors: new Map(runs.map(({ id, color }) => [id, runColor(color, theme)])),
      legend: [],
    };
  }
  const values = distinctValues(runs, by);
  const shades = values.length > mostHues && values.every((value) => typeof value === 'number');
  const colorOf = (index: number): string =>
    shades ? shade(index / (values.length - 1), theme) : runColor(index, theme);
  const legend = values.map((value, index) => ({
    label: `${by} = ${shownSetting(value)}`,
    color: colorOf(index),
  }));
  const places = new Map(values.map((value, index) => [shownSetting(value), index]));
  const colors = new Map(
    runs.map(({ id, settings }) => [id, colorOf(places.get(shownSetting(settings[by])) ?? 0)]),
  );
  // Shades tell their order by themselves: the ends are enough.
  return { colors, legend: shades ? [legend[0]!, legend.at(-1)!] : legend };
}

/** Values of a setting among runs, numbers in order. */
export function distinctValues(
  runs: readonly Run[],
  name: string,
): readonly (SettingValue | undefined)[] {
  const found = new Map(runs.map(({ settings }) => [shownSetting(settings[name]), settings[name]]));
  return [...found.values()].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : shownSetting(a).localeCompare(shownSetting(b)),
  );
}

/** Settings in which runs differ, in the order of their records. */
export function differingSettings(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap(({ settings }) => Object.keys(settings)));
  return [...names].filter((name) => distinctValues(runs, name).length > 1);
}

export function shownSetting(value: SettingValue | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** From blue to yellow with lightness that grows evenly, so that order is read without hue. */
function shade(share: number, theme: Theme): string {
  const [dark, light] = theme === 'light' ? [0.32, 0.74] : [0.5, 0.92];
  return oklchToHex(dark + share * (light - dark), 0.13, 280 - share * 190);
}
