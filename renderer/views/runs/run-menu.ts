import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import Ban from '@lucide/svelte/icons/ban';
import Download from '@lucide/svelte/icons/download';
import FolderInput from '@lucide/svelte/icons/folder-input';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import Pause from '@lucide/svelte/icons/pause';
import Pencil from '@lucide/svelte/icons/pencil';
import Pin from '@lucide/svelte/icons/pin';
import Play from '@lucide/svelte/icons/play';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import TagIcon from '@lucide/svelte/icons/tag';
import Trash2 from '@lucide/svelte/icons/trash-2';
import {
  type Run,
  type WeightExportFormat,
  weightExportFormats,
} from '../../../src/contract/index.ts';
import type { MenuEntry } from '../../controls/menu-entry.ts';
import { m } from '../../paraglide/messages.js';
import { go, linkFromHere, type Route } from '../../state/navigation.svelte.ts';
import { archiveRuns, removeRun } from '../../state/runs.svelte.ts';
import { taskOf } from '../../state/tasks.svelte.ts';
import { showInFolder } from '../../workbench.ts';
import {
  canCancel,
  cancelRun,
  canPause,
  canResume,
  exportRun,
  pauseRun,
  resumeRun,
} from '../run/run-actions.ts';

const exportLabels: Readonly<Record<WeightExportFormat, () => string>> = {
  safetensors: m.run_export,
  pytorch: m.run_export_pytorch,
  onnx: m.run_export_onnx,
};

/** Formats in which a run's weights can leave; not every network has an ONNX graph. */
function exportFormats({ source, task }: Run): readonly WeightExportFormat[] {
  if (source !== null) return [];
  const hasGraph = taskOf(task)?.abilities.includes('onnx') ?? false;
  return weightExportFormats.filter((format) => format !== 'onnx' || hasGraph);
}

/** What can be done to one run, in a menu. */
export function runMenu(
  run: Run,
  own: {
    rename(): void;
    tags(): void;
    move(): void;
    pin?: () => void;
    pinned?: boolean;
    afterRemoval?: Route;
  },
): MenuEntry[] {
  const entries: (MenuEntry | false)[] = [
    canPause(run) && { label: m.run_pause(), icon: Pause, run: () => void pauseRun(run) },
    canResume(run) && { label: m.run_resume(), icon: Play, run: () => void resumeRun(run) },
    canCancel(run) && { label: m.run_cancel(), icon: Ban, run: () => void cancelRun(run) },
    { label: m.runs_rename_action(), icon: Pencil, run: own.rename },
    { label: m.runs_edit_tags(), icon: TagIcon, run: own.tags },
    own.pin !== undefined && {
      label: own.pinned ? m.runs_unpin() : m.runs_pin(),
      icon: Pin,
      run: own.pin,
    },
    run.archivedAt === null
      ? { label: m.runs_archive(), icon: Archive, run: () => void archiveRuns([run], true) }
      : {
          label: m.runs_unarchive(),
          icon: ArchiveRestore,
          run: () => void archiveRuns([run], false),
        },
    { label: m.runs_move(), icon: FolderInput, run: own.move },
    run.source === null && {
      label: m.run_train_again(),
      icon: RotateCcw,
      run: () => trainAgain(run),
    },
    ...exportFormats(run).map((format) => ({
      label: exportLabels[format](),
      icon: Download,
      run: () => void exportRun(run, format),
    })),
    {
      label: m.run_show_folder(),
      icon: FolderOpen,
      run: () => void showInFolder(run.source?.path ?? run.directory),
    },
    {
      label: m.runs_remove(),
      icon: Trash2,
      danger: true,
      run: () => void removeAndLeave(run, own.afterRemoval),
    },
  ];
  return entries.filter((entry) => entry !== false);
}

async function removeAndLeave(run: Run, next: Route | undefined): Promise<void> {
  const follow = linkFromHere();
  await removeRun(run);
  if (next !== undefined) follow(next);
}

/** Opens Train with the run's own settings, to be changed. */
export function trainAgain({ datasetId, task, settings }: Run): void {
  go({ view: 'train', datasetId, task, settings });
}
