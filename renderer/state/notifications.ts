import {
  primaryMetricOf,
  type Run,
  type Status,
  type StudyEntry,
} from '../../src/contract/index.ts';
import { metricWords } from '../charts/words.ts';
import { formatBytes, formatValue } from '../format.ts';
import { m } from '../paraglide/messages.js';
import { problemWords, reasonWords } from '../words.ts';
import { notify, onNotificationClick } from '../workbench.ts';
import { go } from './navigation.svelte.ts';
import { preference } from './preferences.svelte.ts';
import { runOf } from './runs.svelte.ts';
import { studies, studyOf } from './studies.svelte.ts';
import { taskOf } from './tasks.svelte.ts';
import { toast } from './toasts.svelte.ts';

/** Megabytes that are left on the disk when a person is warned. */
const littleSpace = 1000;

let warned = false;

/** What a click on a notification leads to. */
export function followNotifications(): void {
  onNotificationClick((tag) => {
    const [kind, id] = tag.split(':');
    if (kind === 'run' && runOf(Number(id))) go({ view: 'run', runId: Number(id) });
    if (kind === 'study' && studyOf(Number(id))) go({ view: 'search', studyId: Number(id) });
  });
}

/** A run that has just ended, well or not, unless it is one of many that a search trains. */
export function tellOfRun(before: Run | undefined, run: Run): void {
  if (before?.state !== 'running' || !isWanted()) return;
  if (studies().some(({ name, state }) => state === 'running' && run.tags.includes(name))) return;
  const tag = `run:${run.id}`;
  if (run.state === 'completed') {
    notify({ title: m.notify_run_completed({ name: run.name }), body: bestOf(run), tag });
  } else if (run.state === 'failed' || run.state === 'interrupted') {
    const body = run.problem === null ? '' : problemWords(run.problem).message;
    notify({ title: m.notify_run_failed({ name: run.name }), body, tag });
  }
}

export function tellOfStudy(before: StudyEntry | undefined, study: StudyEntry): void {
  if (before?.state !== 'running' || !isWanted()) return;
  const tag = `study:${study.id}`;
  if (study.state === 'completed') {
    const body = study.reason === null ? '' : reasonWords(study.reason);
    notify({ title: m.notify_study_completed({ name: study.name }), body, tag });
  } else if (study.state === 'failed') {
    const body = study.problem === null ? '' : problemWords(study.problem).message;
    notify({ title: m.notify_study_failed({ name: study.name }), body, tag });
  }
}

/** Once each time the disk becomes full while something trains: a checkpoint may not be written. */
export function tellOfDisk({ diskFreeMegabytes, trainers }: Status): void {
  const isLow = diskFreeMegabytes !== null && diskFreeMegabytes < littleSpace;
  if (isLow && !warned && trainers > 0) {
    const space = formatBytes(diskFreeMegabytes * 1e6);
    toast({ tone: 'danger', message: m.notify_disk({ space }) });
    if (isWanted())
      notify({ title: m.notify_disk_title(), body: m.notify_disk({ space }), tag: '' });
  }
  warned = isLow;
}

const isWanted = (): boolean => preference('notifications') !== 'off';

function bestOf({ task, settings, best }: Run): string {
  const descriptor = taskOf(task);
  const metric = descriptor === undefined ? '' : primaryMetricOf(descriptor, settings);
  const value = best[metric];
  return value === undefined ? '' : `${metricWords(metric).label} ${formatValue(value)}`;
}
