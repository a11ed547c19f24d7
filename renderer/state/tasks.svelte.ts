import type { TaskDescriptor } from '../../src/contract/index.ts';
import { request } from '../workbench.ts';

let list = $state.raw<readonly TaskDescriptor[]>([]);

export function tasks(): readonly TaskDescriptor[] {
  return list;
}

export function taskOf(id: string | undefined): TaskDescriptor | undefined {
  return list.find((task) => task.id === id);
}

export async function loadTasks(): Promise<void> {
  list = await request('tasks.list');
}
