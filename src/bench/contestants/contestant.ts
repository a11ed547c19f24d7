import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { UnrollError } from '../../contract/index.ts';
import {
  answerSchema,
  type Description,
  descriptionSchema,
  memorySchema,
  type Peak,
  type Prepared,
  peakSchema,
  preparedSchema,
  type Request,
  type Turn,
  turnSchema,
} from '../protocol.ts';
import type { Work } from '../work.ts';

/** How a contestant's process is started. */
export interface ContestantProgram {
  /** For a person: `Unroll`, `PyTorch`. */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Thrown by `prepare` for work that a contestant cannot do at all; the row is left out. */
export class Unsupported extends Error {}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One process that does the work of one library, asked for one thing at a time. */
export class Contestant {
  readonly #label: string;
  readonly #child: ChildProcess;
  #waiting: Waiting | null = null;
  #complaints = '';
  #ended: Error | null = null;
  #prepared = 0;

  constructor({ label, command, args, environment }: ContestantProgram) {
    this.#label = label;
    const env = { ...process.env, ...environment };
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#answer(line));
    this.#child.stderr!.on('data', (text: Buffer) => {
      this.#complaints = (this.#complaints + text.toString()).slice(-4000);
    });
    // A process that has gone is told by its end, not by the write that did not reach it.
    this.#child.stdin!.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (code, signal) => this.#end(`it ended with ${signal ?? code}`));
  }

  describe(): Promise<Description> {
    return this.#ask({ do: 'describe' }, descriptionSchema);
  }

  /** @throws Unsupported */
  async prepare(work: Work): Promise<Prepared & { readonly id: number }> {
    const id = this.#prepared++;
    return { id, ...(await this.#ask({ do: 'prepare', id, work }, preparedSchema)) };
  }

  turn(id: number, warm: number, milliseconds: number): Promise<Turn> {
    return this.#ask({ do: 'turn', id, warm, milliseconds }, turnSchema);
  }

  /** Largest resident memory of the process so far, in bytes. */
  async memory(): Promise<number> {
    return (await this.#ask({ do: 'memory' }, memorySchema)).bytes;
  }

  peak(): Promise<Peak> {
    return this.#ask({ do: 'peak' }, peakSchema);
  }

  async drop(id: number): Promise<void> {
    await this.#ask({ do: 'drop', id }, null);
  }

  /** Ends the process; what it is doing is lost. */
  close(): void {
    this.#child.kill('SIGKILL');
  }

  #ask<T>(request: Request, schema: z.ZodType<T>): Promise<T>;
  #ask(request: Request, schema: null): Promise<unknown>;
  async #ask(request: Request, schema: z.ZodType | null): Promise<unknown> {
    if (this.#ended !== null) throw this.#ended;
    if (this.#waiting !== null) throw new Error('a contestant does one thing at a time');
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const answer = answerSchema.parse(await answered);
    if ('unsupported' in answer) throw new Unsupported(answer.unsupported);
    if ('error' in answer) throw this.#failure(answer.error);
    return schema === null ? answer.ok : schema.parse(answer.ok);
  }

  #answer(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    try {
      waiting?.resolve(JSON.parse(line));
    } catch {
      waiting?.reject(this.#failure(`it said ${line.slice(0, 200)}`));
    }
  }

  #end(how: string): void {
    const last = this.#complaints.trim().split('\n').at(-1) ?? '';
    this.#ended ??= this.#failure(last === '' ? how : `${how}: ${last}`);
    this.#waiting?.reject(this.#ended);
    this.#waiting = null;
  }

  #failure(why: string): UnrollError {
    return new UnrollError({
      code: 'contestant-failed',
      message: `${this.#label} could not be measured: ${why}`,
      where: this.#label,
      hint: 'Leave rows out with --only, or name another Python with --python.',
    });
  }
}
