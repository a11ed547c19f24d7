/** The inks of the comparison chart. */
export const chartInk = { ink: '#1f2328', faint: '#6b7280', grid: '#e5e7eb' } as const;

/** Part of a chart with the height that it takes. */
export interface Drawing {
  readonly height: number;
  readonly parts: readonly string[];
}
