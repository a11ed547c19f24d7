import type { Domain } from './axis.ts';

let groups = 0;

/** Charts that share their crosshair and their zoom along x. */
export class ChartGroup {
  /** Key of uPlot's cursor synchronisation. */
  readonly key = `charts-${++groups}`;
  /** What a person has zoomed to; null shows all. */
  zoom = $state.raw<Domain | null>(null);
}
