import { type SettingProblem, settingValueSchema } from '../../../src/contract/index.ts';
import type { Given } from './draft.svelte.ts';

/** A problem at its line of the text, counted from 1. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

const PREFIX = /^line (\d+): /;

/** Finds where in the text each problem is: by the line it names, or by the line of its setting. */
export function problemsByLine(text: string, problems: readonly SettingProblem[]): LineProblem[] {
  const lines = text.split('\n');
  return problems.map(({ setting, message }) => {
    const named = PREFIX.exec(message);
    if (named !== null) {
      const line = Math.min(Number(named[1]), lines.length);
      return { line, message: message.replace(PREFIX, '') };
    }
    const index = lines.findIndex((line) => line.startsWith(`${setting}:`));
    return { line: index + 1 || 1, message };
  });
}

/** Values that a form can hold; anything else keeps its text, so that the check can refuse it. */
export function givenFrom(settings: Readonly<Record<string, unknown>>): Given {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const parsed = settingValueSchema.safeParse(value);
      return [name, parsed.success ? parsed.data : String(JSON.stringify(value))];
    }),
  );
}
