import type { LucideIcon } from '@lucide/svelte';
import ChartLine from '@lucide/svelte/icons/chart-line';
import FolderKanban from '@lucide/svelte/icons/folder-kanban';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import PackageOpen from '@lucide/svelte/icons/package-open';
import Play from '@lucide/svelte/icons/play';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import type { Dataset } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';
import { openFiles, showSheet } from '../state/commands.svelte.ts';
import { datasets } from '../state/datasets.svelte.ts';
import { importPaths } from '../state/imports.svelte.ts';
import { locale, setLocaleChoice } from '../state/locale.svelte.ts';
import { go, type Route } from '../state/navigation.svelte.ts';
import { openProject, project, projects } from '../state/projects.svelte.ts';
import { runs } from '../state/runs.svelte.ts';
import { type Sample, samples } from '../state/samples.svelte.ts';
import { toggleTheme } from '../state/theme.svelte.ts';
import { datasetIcons } from '../views/data/dataset-icons.ts';
import { views } from '../views/index.ts';
import { runStateLabel, sampleWords } from '../words.ts';
import { commandKey } from './keys.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly detail?: string;
  readonly keys?: string;
  readonly keywords?: readonly string[];
  run(): void;
}

export interface PaletteGroup {
  readonly label: string;
  readonly entries: readonly PaletteEntry[];
}

/** Runs beyond the newest are found in the table, which filters better. */
const RUNS_SHOWN = 200;

export function paletteGroups(): readonly PaletteGroup[] {
  return [
    { label: m.frame_palette_go(), entries: viewEntries() },
    { label: m.frame_palette_actions(), entries: actionEntries() },
    { label: m.frame_palette_projects(), entries: projectEntries() },
    { label: m.frame_palette_datasets(), entries: datasets().map(datasetEntry) },
    { label: m.data_samples(), entries: samples().map(sampleEntry) },
    { label: m.frame_palette_train_on(), entries: datasets().flatMap(trainEntries) },
    { label: m.frame_palette_runs(), entries: runEntries() },
  ].filter((group) => group.entries.length > 0);
}

function viewEntries(): PaletteEntry[] {
  return views
    .filter((view) => typeof view.place === 'string')
    .map((view) => ({
      id: `view ${view.id}`,
      label: view.label(),
      icon: view.icon,
      run: () => go({ view: view.id } as Route),
    }));
}

function actionEntries(): PaletteEntry[] {
  const other = locale() === 'en' ? 'zh-CN' : 'en';
  return [
    {
      id: 'action open',
      label: m.frame_open_files(),
      icon: FolderOpen,
      keys: `${commandKey()} O`,
      run: () => void openFiles(),
    },
    {
      id: 'action theme',
      label: m.frame_toggle_theme(),
      icon: SunMoon,
      keys: `${commandKey()} Shift L`,
      keywords: ['dark', 'light', 'theme'],
      run: toggleTheme,
    },
    {
      id: 'action language',
      label: other === 'en' ? 'Switch to English' : '切换到简体中文',
      icon: Languages,
      keywords: ['language', '语言', 'chinese', 'english'],
      run: () => setLocaleChoice(other),
    },
    {
      id: 'action shortcuts',
      label: m.frame_shortcuts(),
      icon: Keyboard,
      keys: '?',
      run: () => showSheet('shortcuts'),
    },
  ];
}

/** The projects that are not open. */
function projectEntries(): PaletteEntry[] {
  return projects()
    .filter(({ id }) => id !== project()?.id)
    .map(({ id, name }) => ({
      id: `project ${id}`,
      label: name,
      icon: FolderKanban,
      run: () => openProject(id),
    }));
}

function datasetEntry(dataset: Dataset): PaletteEntry {
  return {
    id: `dataset ${dataset.id}`,
    label: dataset.name,
    icon: datasetIcons[dataset.summary.kind],
    run: () => go({ view: 'data', datasetId: dataset.id }),
  };
}

function sampleEntry(sample: Sample): PaletteEntry {
  const { label, help } = sampleWords(sample);
  return {
    id: `sample ${sample.id}`,
    label,
    icon: PackageOpen,
    keywords: [help],
    run: () => void importPaths([sample.path]),
  };
}

function trainEntries(dataset: Dataset): PaletteEntry[] {
  if (dataset.suggestions.length === 0) return [];
  return [
    {
      id: `train ${dataset.id}`,
      label: m.frame_train_on({ name: dataset.name }),
      icon: Play,
      run: () => go({ view: 'train', datasetId: dataset.id }),
    },
  ];
}

function runEntries(): PaletteEntry[] {
  return runs()
    .slice(0, RUNS_SHOWN)
    .map((run) => ({
      id: `run ${run.id}`,
      label: run.name,
      icon: ChartLine,
      detail: runStateLabel(run.state),
      keywords: run.tags,
      run: () => go({ view: 'run', runId: run.id }),
    }));
}
