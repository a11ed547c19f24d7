import type { SettingValue } from '../../src/contract/index.ts';
import { kept } from './kept.svelte.ts';

/** Where the window is. A view reads its own fields; links are made with `go`. */
export type Route =
  | { readonly view: 'data'; readonly datasetId?: number }
  | {
      readonly view: 'train';
      readonly datasetId?: number;
      readonly task?: string;
      /** Starting values, for instance a suggestion's or another run's. */
      readonly settings?: Readonly<Record<string, SettingValue>>;
    }
  | { readonly view: 'runs' }
  | { readonly view: 'run'; readonly runId: number }
  | { readonly view: 'compare'; readonly runIds?: readonly number[] }
  | {
      readonly view: 'search';
      readonly studyId?: number;
      /** Starts a new search on this data set with these settings shared by all trials. */
      readonly datasetId?: number;
      readonly task?: string;
      readonly settings?: Readonly<Record<string, SettingValue>>;
    }
  | { readonly view: 'settings' };

export type ViewId = Route['view'];
export type RouteOf<V extends ViewId> = Extract<Route, { view: V }>;

let route = $state.raw<Route>({ view: 'data' });
let back = $state.raw<readonly Route[]>([]);

/** How often somebody has led the window elsewhere. */
let moves = 0;

/** Routes that `goBack` remembers. */
const HISTORY = 50;

export function currentRoute(): Route {
  return route;
}

export function go(next: Route): void {
  moves += 1;
  show(next);
}

/**
 * For a link that has to wait for an answer: call this when the person acts, and what it returns once
 * the answer is there. It leads nowhere if the window has been led elsewhere since, because a late
 * answer must not take anybody away from what they have turned to.
 */
export function linkFromHere(): (next: Route) => void {
  const moved = moves;
  return (next) => {
    if (moves === moved) show(next);
  };
}

function show(next: Route): void {
  if (JSON.stringify(next) === JSON.stringify(route)) return;
  back = [...back, route].slice(-HISTORY);
  route = next;
  remember();
}

/** Stays where the window is, with other fields and without a step to go back to. */
export function replaceRoute(next: Route): void {
  route = next;
  remember();
}

export function canGoBack(): boolean {
  return back.length > 0;
}

export function goBack(): void {
  const previous = back.at(-1);
  if (previous === undefined) return;
  moves += 1;
  back = back.slice(0, -1);
  route = previous;
  remember();
}

/** Takes up where the last session ended; called once the preferences are there. */
export function restoreRoute(exists: (route: Route) => boolean): void {
  const last = kept<{ route: Route }>('navigation', { route }).route;
  if (exists(last)) route = $state.snapshot(last) as Route;
}

function remember(): void {
  kept<{ route: Route }>('navigation', { route }).route = route;
}

/** The present route's own fields while its view is shown, otherwise null. Reactive. */
export function routeOf<V extends ViewId>(view: V): RouteOf<V> | null {
  return route.view === view ? (route as RouteOf<V>) : null;
}
