import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream, rmSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Dataset, type Inspection, UnrollError } from '../contract/index.ts';
import { filesToPack, packFiles } from '../datasets/index.ts';
import type { Store } from '../store/store.ts';
import { describeFileError } from './file-problems.ts';
import type { NoticeBoard } from './notice-board.ts';
import { type ShortJobs, stoppedProblem, ticketInUse } from './short-jobs.ts';

export interface Imported {
  readonly dataset: Dataset;
  /** The same bytes had been imported before. */
  readonly known: boolean;
}

/** A copy in the home folder that is not yet a data set. */
interface Taken {
  readonly original: string;
  readonly copy: string;
  readonly hash: string;
  /** How far it is, to whoever waits. */
  readonly tell: (label: string, done: number) => void;
}

/**
 * Brings a person's file into the home folder.
 *
 * Guarantees: the original is only read; what is looked at is the copy, so that a file that changes
 * meanwhile does no harm; a data set is in the store only when its copy is complete, and an import
 * that fails or is stopped leaves nothing behind.
 */
export class DatasetImport {
  readonly #folder: string;
  readonly #store: Store;
  readonly #board: NoticeBoard;
  readonly #jobs: ShortJobs;
  /** Imports of the same bytes wait for each other. */
  readonly #inHand = new Map<string, Promise<unknown>>();
  readonly #byTicket = new Map<string, AbortController>();

  constructor(home: string, parts: { store: Store; board: NoticeBoard; jobs: ShortJobs }) {
    this.#folder = join(home, 'datasets');
    this.#store = parts.store;
    this.#board = parts.board;
    this.#jobs = parts.jobs;
  }

  /** Removes what an engine that was killed while copying left behind. */
  tidy(): void {
    rmSync(this.#incoming, { recursive: true, force: true });
  }

  /**
   * @param paths one file, one folder, or files that belong together: the latter two are kept as one
   *   archive, the same for the same names and contents
   * @param ticket by which `stop` finds it
   * @throws UnrollError when a file cannot be read or there is nothing to train on; `stopped`;
   *   `ticket-in-use`
   */
  async import(paths: readonly [string, ...string[]], ticket?: string): Promise<Imported> {
    if (ticket !== undefined && this.#byTicket.has(ticket)) throw ticketInUse(ticket);
    const stopping = new AbortController();
    if (ticket !== undefined) this.#byTicket.set(ticket, stopping);
    try {
      return await unlessStopped(this.#import(paths, stopping.signal, ticket), stopping.signal);
    } finally {
      if (ticket !== undefined) this.#byTicket.delete(ticket);
    }
  }

  /** It fails at once as `stopped` and tidies up behind itself; an unknown ticket has ended already. */
  stop(ticket: string): void {
    this.#byTicket.get(ticket)?.abort(new UnrollError(stoppedProblem));
  }

  async #import(
    paths: readonly [string, ...string[]],
    signal: AbortSignal,
    ticket?: string,
  ): Promise<Imported> {
    const [original, ...others] = paths.map((path) => resolve(path)) as [string, ...string[]];
    const staging = join(this.#incoming, randomUUID());
    try {
      const tell = this.#progressOf(original, ticket);
      const copy = await this.#copy([original, ...others], staging, signal, tell);
      const hash = await hashOf(copy, signal);
      try {
        const taken = { original, copy, hash, tell };
        const imported = await this.#oneAtATime(hash, () => this.#keep(taken, signal));
        // What is in the store cannot be stopped any more.
        if (ticket !== undefined) this.#byTicket.delete(ticket);
        return imported;
      } catch (error) {
        throw withOriginalPath(error, copy, original);
      }
    } catch (error) {
      throw describeFileError(error, original);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  get #incoming(): string {
    return join(this.#folder, '.incoming');
  }

  /** @returns path of the copy */
  async #copy(
    [original, ...others]: readonly [string, ...string[]],
    staging: string,
    signal: AbortSignal,
    tell: Taken['tell'],
  ): Promise<string> {
    const facts = await stat(original);
    await mkdir(staging, { recursive: true });
    tell('Copying', 0);
    if (facts.isFile() && others.length === 0) {
      const copy = join(staging, basename(original));
      // Where the file system can, both share their blocks until one of them changes.
      await copyFile(original, copy, constants.COPYFILE_FICLONE);
      return copy;
    }
    if (!facts.isFile() && !facts.isDirectory()) throw notAFile(original);
    const files = await filesToPack([original, ...others]);
    if (files.length === 0) throw emptyFolder(original);
    const copy = join(staging, `${nameTogether(original, others)}.tar`);
    await packFiles(files, copy, (done) => {
      signal.throwIfAborted();
      tell('Copying', done);
    });
    return copy;
  }

  async #keep(taken: Taken, signal: AbortSignal): Promise<Imported> {
    signal.throwIfAborted();
    const { original, copy, hash } = taken;
    const known = this.#store.datasets.findByHash(hash);
    if (known !== null) {
      return { dataset: await this.#keepKnown(known, copy, signal), known: true };
    }
    const inspection = await this.#inspect(taken, signal);
    signal.throwIfAborted();
    const path = join(this.#folder, hash, basename(copy));
    await moveFolder(dirname(copy), dirname(path));
    try {
      signal.throwIfAborted();
      const dataset = this.#store.datasets.add({
        projectId: this.#store.projects.list()[0]!.id,
        name: basename(copy).replace(/\.tar$/, ''),
        originalPath: original,
        path,
        inspection,
      });
      this.#board.post({ type: 'dataset', dataset });
      return { dataset, known: false };
    } catch (error) {
      await rm(dirname(path), { recursive: true, force: true });
      throw error;
    }
  }

  /** Brings back what was removed, in the library or on the disk. */
  async #keepKnown(known: Dataset, copy: string, signal: AbortSignal): Promise<Dataset> {
    const missing = await stat(known.path).then(
      () => false,
      () => true,
    );
    if (missing) {
      await mkdir(dirname(known.path), { recursive: true });
      await rename(copy, known.path);
    }
    signal.throwIfAborted();
    if (known.removedAt === null) return known;
    const dataset = this.#store.datasets.restore(known.id);
    this.#board.post({ type: 'dataset', dataset });
    return dataset;
  }

  async #inspect({ copy, hash, tell }: Taken, signal: AbortSignal): Promise<Inspection> {
    const job = this.#jobs.do({ kind: 'inspect', path: copy, format: null }, { onProgress: tell });
    const stop = (): void => job.stop();
    signal.addEventListener('abort', stop);
    const { inspection } = await job.result.finally(() =>
      signal.removeEventListener('abort', stop),
    );
    if (inspection.hash !== hash) throw new Error(`inspected other bytes than copied: ${copy}`);
    return inspection;
  }

  async #oneAtATime<T>(hash: string, work: () => Promise<T>): Promise<T> {
    const before = this.#inHand.get(hash);
    const mine = (before ?? Promise.resolve()).catch(() => undefined).then(work);
    this.#inHand.set(hash, mine);
    try {
      return await mine;
    } finally {
      if (this.#inHand.get(hash) === mine) this.#inHand.delete(hash);
    }
  }

  /** Two imports of one name are told apart by their tickets. */
  #progressOf(original: string, ticket: string | undefined): Taken['tell'] {
    const named = ticket === undefined ? {} : { ticket };
    return (label, done) =>
      this.#board.post({
        ...{ type: 'progress', label: `${basename(original)}: ${label}`, done },
        ...named,
      });
  }
}

/** Whatever the work is waiting for: a copy that is being made cannot be interrupted, only left. */
function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([work, stopped]);
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}

/** A folder's own name; for files the first one's and how many others come with it. */
function nameTogether(original: string, others: readonly string[]): string {
  const [second] = others;
  if (second === undefined) return basename(original);
  const more = others.length === 1 ? basename(second) : `${others.length} more`;
  return `${basename(original)} and ${more}`;
}

/** A folder of the same name is left from a crash between the move and the record: it is replaced. */
async function moveFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}

/** A person knows their own file, not the copy that was looked at. */
function withOriginalPath(error: unknown, copy: string, original: string): unknown {
  if (!(error instanceof UnrollError)) return error;
  const { code, message, where, hint } = error.toProblem();
  const named = (text: string | undefined) => text?.replaceAll(copy, original);
  return new UnrollError({
    code,
    message: message.replaceAll(copy, original),
    where: named(where),
    hint: named(hint),
  });
}

function notAFile(path: string): UnrollError {
  return new UnrollError({
    code: 'not-a-file',
    message: `${path} is neither a file nor a folder.`,
    where: path,
    hint: 'Choose a file with data, or a folder of them.',
  });
}

function emptyFolder(path: string): UnrollError {
  return new UnrollError({
    code: 'empty-folder',
    message: `The folder ${path} holds no files.`,
    where: path,
    hint: 'Choose a folder with data in it.',
  });
}
