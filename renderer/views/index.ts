import type { LucideIcon } from '@lucide/svelte';
import ChartLine from '@lucide/svelte/icons/chart-line';
import Database from '@lucide/svelte/icons/database';
import Dumbbell from '@lucide/svelte/icons/dumbbell';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Radar from '@lucide/svelte/icons/radar';
import Settings from '@lucide/svelte/icons/settings';
import type { Component } from 'svelte';
import { m } from '../paraglide/messages.js';
import type { ViewId } from '../state/navigation.svelte.ts';
import CompareView from './compare/CompareView.svelte';
import LibraryView from './data/LibraryView.svelte';
import RunView from './run/RunView.svelte';
import RunsView from './runs/RunsView.svelte';
import SearchView from './search/SearchView.svelte';
import SettingsView from './settings/SettingsView.svelte';
import TrainView from './train/TrainView.svelte';

/** One place a person can be in. A new view is one component and one line below. */
export interface View {
  readonly id: ViewId;
  readonly label: () => string;
  readonly icon: LucideIcon;
  readonly component: Component;
  /** `rail` and `foot` have a button there; a `page` is reached from the view it belongs to. */
  readonly place: 'rail' | 'foot' | { readonly page: ViewId };
}

export const views: readonly View[] = [
  { id: 'data', label: m.frame_view_data, icon: Database, component: LibraryView, place: 'rail' },
  { id: 'train', label: m.frame_view_train, icon: Dumbbell, component: TrainView, place: 'rail' },
  { id: 'runs', label: m.frame_view_runs, icon: ChartLine, component: RunsView, place: 'rail' },
  {
    id: 'run',
    label: m.frame_view_run,
    icon: ChartLine,
    component: RunView,
    place: { page: 'runs' },
  },
  {
    id: 'compare',
    label: m.frame_view_compare,
    icon: GitCompare,
    component: CompareView,
    place: 'rail',
  },
  {
    id: 'search',
    label: m.frame_view_search,
    icon: Radar,
    component: SearchView,
    place: 'rail',
  },
  {
    id: 'settings',
    label: m.frame_view_settings,
    icon: Settings,
    component: SettingsView,
    place: 'foot',
  },
];

/** The view's place in the rail: a page lights its parent. */
export function railIdOf(view: View): ViewId {
  return typeof view.place === 'object' ? view.place.page : view.id;
}

export function viewOf(id: ViewId): View {
  return views.find((view) => view.id === id) ?? views[0]!;
}
