import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What a study is known by. */
export interface StudyName {
  readonly sampler: string;
  readonly function: string;
  readonly seed: number;
  readonly trials: number;
}

/** The exact losses of each trial of one study. */
export type History = readonly (readonly number[])[];

export interface StoredStudy extends StudyName {
  readonly losses: History;
  /** What made it, where that changes. */
  readonly version?: string;
}

/** Studies that were run before, a line each, so that a comparison can be made in pieces. */
export class StudyCache {
  readonly #path: string;
  readonly #version: string | undefined;
  readonly #known = new Map<string, History>();

  /** @param version studies of another one are not taken */
  constructor(file: string, version?: string) {
    this.#path = resolve('out/bench', file);
    this.#version = version;
    if (!existsSync(this.#path)) return;
    for (const line of readFileSync(this.#path, 'utf8').split('\n').filter(Boolean)) {
      const study = parsed(line);
      if (study !== null && study.version === version) this.#known.set(keyOf(study), study.losses);
    }
  }

  get(name: StudyName): History | undefined {
    return this.#known.get(keyOf(name));
  }

  add({ sampler, function: of, seed, trials }: StudyName, losses: History): void {
    const version = this.#version === undefined ? {} : { version: this.#version };
    const study: StoredStudy = { ...{ sampler, function: of, seed, trials }, ...version, losses };
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, `${JSON.stringify(study)}\n`);
    this.#known.set(keyOf(study), losses);
  }
}

/** A piece that was broken off can end in half a line. */
function parsed(line: string): StoredStudy | null {
  try {
    return JSON.parse(line) as StoredStudy;
  } catch {
    return null;
  }
}

function keyOf({ sampler, function: of, seed, trials }: StudyName): string {
  return `${sampler} ${of} ${seed} ${trials}`;
}
