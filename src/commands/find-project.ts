import { nearestName, type Project, UnrollError } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';

/** A project by its name. @throws UnrollError `no-such-project` that names the nearest one */
export async function findProject(workbench: Workbench, name: string): Promise<Project> {
  const projects = await workbench.handlers['projects.list']();
  const found = projects.find((project) => project.name === name);
  if (found !== undefined) return found;
  const names = projects.map((project) => project.name);
  const nearest = nearestName(name, names);
  throw new UnrollError({
    code: 'no-such-project',
    message: `There is no project ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: name,
    hint: `Projects: ${names.join(', ')}.`,
  });
}

/** A project by its name, made when there is none. */
export async function projectCalled(workbench: Workbench, name: string): Promise<Project> {
  const projects = await workbench.handlers['projects.list']();
  const found = projects.find((project) => project.name === name);
  return found ?? workbench.handlers['projects.create']({ name });
}
