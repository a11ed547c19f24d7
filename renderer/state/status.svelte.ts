import type { Status } from '../../src/contract/index.ts';
import { request } from '../workbench.ts';

let current = $state.raw<Status | null>(null);

/** What the machine is doing; null until the engine has answered. Reactive. */
export function status(): Status | null {
  return current;
}

export function applyStatus(next: Status): void {
  current = next;
}

export async function loadStatus(): Promise<void> {
  applyStatus(await request('app.status'));
}
