import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { Bridge, NewRun, NewStudy, Run, StudyEntry } from '../../../src/contract/index.ts';

const samples = resolve(import.meta.dirname, '../../../build/resources/samples');

/** Path of a bundled sample, so that a suite needs no file from elsewhere. */
export function samplePath(name: string): string {
  return join(samples, name);
}

/** A file that exists only for a test. */
export function writtenFile(name: string, contents: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'unroll-file-')), name);
  writeFileSync(path, contents);
  return path;
}

type BridgedWindow = typeof globalThis & { readonly workbench: Bridge };

/** Starts a run over the window's own bridge, for tests of what comes after. */
export async function createRun(page: Page, run: NewRun): Promise<Run> {
  return page.evaluate(async (input) => {
    const answer = await (globalThis as BridgedWindow).workbench.request('runs.create', input);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  }, run);
}

export async function listRuns(page: Page): Promise<Run[]> {
  return page.evaluate(async () => {
    const answer = await (globalThis as BridgedWindow).workbench.request('runs.list', undefined);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  });
}

/** Starts a search over the window's own bridge. */
export async function createStudy(page: Page, study: NewStudy): Promise<StudyEntry> {
  return page.evaluate(async (input) => {
    const answer = await (globalThis as BridgedWindow).workbench.request('studies.create', input);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  }, study);
}

export async function listStudies(page: Page): Promise<StudyEntry[]> {
  return page.evaluate(async () => {
    const answer = await (globalThis as BridgedWindow).workbench.request('studies.list', undefined);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  });
}
