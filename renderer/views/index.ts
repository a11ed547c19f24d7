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

/**
 * One place a person can be in. A new view is one component and one line below. Its component is
 * loaded when somebody first goes there: what is never opened costs neither time nor memory.
 */
export interface View {
  readonly id: ViewId;
  readonly label: () => string;
  readonly icon: LucideIcon;
  readonly component: () => Promise<{ readonly default: Component }>;
  /** `rail` and `foot` have a button there; a `page` is reached from the view it belongs to. */
  readonly place: 'rail' | 'foot' | { readonly page: ViewId };
}

export const views: readonly View[] = [
  {
    id: 'data',
    label: m.frame_view_data,
    icon: Database,
    component: () => import('./data/LibraryView.svelte'),
    place: 'rail',
  },
  {
    id: 'train',
    label: m.frame_view_train,
    icon: Dumbbell,
    component: () => import('./train/TrainView.svelte'),
    place: 'rail',
  },
  {
    id: 'runs',
    label: m.frame_view_runs,
    icon: ChartLine,
    component: () => import('./runs/RunsView.svelte'),
    place: 'rail',
  },
  {
    id: 'run',
    label: m.frame_view_run,
    icon: ChartLine,
    component: () => import('./run/RunView.svelte'),
    place: { page: 'runs' },
  },
  {
    id: 'compare',
    label: m.frame_view_compare,
    icon: GitCompare,
    component: () => import('./compare/CompareView.svelte'),
    place: 'rail',
  },
  {
    id: 'search',
    label: m.frame_view_search,
    icon: Radar,
    component: () => import('./search/SearchView.svelte'),
    place: 'rail',
  },
  {
    id: 'settings',
    label: m.frame_view_settings,
    icon: Settings,
    component: () => import('./settings/SettingsView.svelte'),
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
