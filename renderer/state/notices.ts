import type { Notice } from '../../src/contract/index.ts';
import { applyDataset, applyDatasetRemoved } from './datasets.svelte.ts';
import { applyImportProgress } from './imports.svelte.ts';
import { tellOfDisk, tellOfRun, tellOfStudy } from './notifications.ts';
import { applyRun, applyRunRemoved, runOf } from './runs.svelte.ts';
import { applyStatus } from './status.svelte.ts';
import { applyStudy, applyStudyRemoved, applyTrial, studyOf } from './studies.svelte.ts';

export type NoticeType = Notice['type'];
export type NoticeOf<T extends NoticeType> = Extract<Notice, { type: T }>;

const listeners = new Map<NoticeType, Set<(notice: Notice) => void>>();

/**
 * For what flows past rather than being kept: points, samples, events and tokens go straight to
 * the chart or text that shows them. Returns a function that stops listening.
 */
export function listen<T extends NoticeType>(
  type: T,
  listener: (notice: NoticeOf<T>) => void,
): () => void {
  const set = listeners.get(type) ?? new Set();
  listeners.set(type, set);
  const entry = listener as (notice: Notice) => void;
  set.add(entry);
  return () => set.delete(entry);
}

/** The one place where what the engine tells becomes the window's state. */
export function applyNotice(notice: Notice): void {
  switch (notice.type) {
    case 'dataset':
      applyDataset(notice.dataset);
      break;
    case 'dataset-removed':
      applyDatasetRemoved(notice.id);
      break;
    case 'run':
      tellOfRun(runOf(notice.run.id), notice.run);
      applyRun(notice.run);
      break;
    case 'run-removed':
      applyRunRemoved(notice.id);
      break;
    case 'study':
      tellOfStudy(studyOf(notice.study.id), notice.study);
      applyStudy(notice.study);
      break;
    case 'study-removed':
      applyStudyRemoved(notice.id);
      break;
    case 'trial':
      applyTrial(notice.trial);
      break;
    case 'status':
      applyStatus(notice.status);
      tellOfDisk(notice.status);
      break;
    case 'progress':
      if (notice.ticket !== undefined) applyImportProgress(notice.ticket, notice.done);
      break;
    default:
      break;
  }
  for (const listener of listeners.get(notice.type) ?? []) listener(notice);
}
