import type { Project, Status } from '../../src/contract/index.ts';
import { request } from '../workbench.ts';

let current = $state.raw<Status | null>(null);
let currentProject = $state.raw<Project | null>(null);

/** What the machine is doing; null until the engine has answered. Reactive. */
export function status(): Status | null {
  return current;
}

export function project(): Project | null {
  return currentProject;
}

export function applyStatus(next: Status): void {
  current = next;
}

export async function loadStatus(): Promise<void> {
  const [next, projects] = await Promise.all([request('app.status'), request('projects.list')]);
  applyStatus(next);
  currentProject = projects[0] ?? null;
}
