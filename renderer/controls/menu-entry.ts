import type { LucideIcon } from '@lucide/svelte';

/** One line of a menu. */
export interface MenuEntry {
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** A line stands above it. */
  readonly apart?: boolean;
  run(): void;
}
