import type { Project, Run } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';
import { problemFrom, request } from '../workbench.ts';
import { currentRoute, go } from './navigation.svelte.ts';
import { preference, setPreference } from './preferences.svelte.ts';
import { applyRun, runs } from './runs.svelte.ts';
import { toast } from './toasts.svelte.ts';

/** Name of the preference that keeps which project is open. */
const kept = 'project';

let list = $state.raw<readonly Project[]>([]);
/** The project that is there from the start is called in the window's language until it is renamed. */
const named = $derived(
  list.map((one) => (one.name === 'Experiments' ? { ...one, name: m.frame_project_first() } : one)),
);
const current = $derived(
  named.find(({ id }) => String(id) === preference(kept)) ?? named[0] ?? null,
);
const own = $derived(runs().filter(({ projectId }) => projectId === current?.id));

/** Every project, oldest first. Reactive. */
export function projects(): readonly Project[] {
  return named;
}

/** The project that is open: its runs are shown, and new runs go there. Null until loaded. */
export function project(): Project | null {
  return current;
}

/** Runs of the open project, newest first. Reactive. */
export function projectRuns(): readonly Run[] {
  return own;
}

export async function loadProjects(): Promise<void> {
  list = await request('projects.list');
}

/** Opens a project. A page that belongs to another one makes way for the table of runs. */
export function openProject(id: number): void {
  const isOpen = id === current?.id;
  setPreference(kept, String(id), { atOnce: true });
  if (!isOpen && currentRoute().view === 'run') go({ view: 'runs' });
}

/** Follows a link to a run of another project. */
export function openProjectOf(projectId: number): void {
  if (list.some(({ id }) => id === projectId)) setPreference(kept, String(projectId));
}

/** Makes a project. @throws RequestError when the name is taken */
export async function addProject(name: string): Promise<Project> {
  const made = await request('projects.create', { name });
  list = [...list, made];
  return made;
}

/** Makes a project and opens it. @throws RequestError when the name is taken */
export async function createProject(name: string): Promise<void> {
  const before = current;
  const made = await addProject(name);
  openProject(made.id);
  toast({
    message: m.frame_project_created({ name }),
    action: {
      label: m.controls_undo(),
      run: async () => {
        await request('projects.remove', { id: made.id });
        if (before !== null) openProject(before.id);
        list = list.filter(({ id }) => id !== made.id);
      },
    },
  });
}

/** @throws RequestError when the name is taken */
export async function renameProject({ id, name: before }: Project, name: string): Promise<void> {
  if (name === before) return;
  const rename = async (next: string): Promise<void> => {
    const renamed = await request('projects.rename', { id, name: next });
    list = list.map((project) => (project.id === id ? renamed : project));
  };
  await rename(name);
  toast({
    message: m.frame_project_renamed({ before, name }),
    action: { label: m.controls_undo(), run: () => rename(before) },
  });
}

/** Removes a project without runs; undoing makes it again. */
export async function removeProject({ id, name }: Project): Promise<void> {
  try {
    await request('projects.remove', { id });
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
    return;
  }
  list = list.filter((project) => project.id !== id);
  // The next project that is made may get the number of this one.
  if (current !== null) setPreference(kept, String(current.id));
  toast({
    message: m.frame_project_removed({ name }),
    action: {
      label: m.controls_undo(),
      run: async () => {
        openProject((await addProject(name)).id);
      },
    },
  });
}

/** Puts runs into another project; undoing puts each back where it was. */
export async function moveRuns(moved: readonly Run[], target: Project): Promise<void> {
  const [first] = moved;
  const before = new Map<number, number[]>();
  for (const { id, projectId } of moved) {
    before.set(projectId, [...(before.get(projectId) ?? []), id]);
  }
  const move = async (ids: readonly number[], projectId: number): Promise<void> => {
    for (const run of await request('runs.move', { ids: [...ids], projectId })) applyRun(run);
  };
  await move(
    moved.map(({ id }) => id),
    target.id,
  );
  toast({
    message:
      moved.length === 1 && first !== undefined
        ? m.frame_run_moved({ run: first.name, name: target.name })
        : m.frame_runs_moved({ count: moved.length, name: target.name }),
    action: {
      label: m.controls_undo(),
      run: async () => {
        for (const [projectId, ids] of before) await move(ids, projectId);
      },
    },
  });
}
