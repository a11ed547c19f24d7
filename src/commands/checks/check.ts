import type { Surroundings } from '../command.ts';

export interface Finding {
  /** `warning`: works, but worse than it could; `failing`: something cannot be done. */
  readonly state: 'ok' | 'warning' | 'failing';
  /** What was found, in one line. */
  readonly detail: string;
  /** What to do; where the state is not ok. */
  readonly advice?: string;
  /** For programs; merged into one object with the other checks' facts. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One thing that `unroll doctor` looks at. Never throws: what goes wrong is the finding. */
export interface Check {
  readonly name: string;
  look(surroundings: Surroundings, home: string): Promise<Finding>;
}
