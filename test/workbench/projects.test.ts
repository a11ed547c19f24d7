import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';

describe('projects', () => {
  it('hold the runs that are made in them or moved to them', async () => {
    const engine = new TestEngine();
    const first = await engine.run({ steps: 1 });
    const demand = await engine.handlers['projects.create']({ name: 'Demand' });
    expect(first.projectId).not.toBe(demand.id);
    const second = await engine.handlers['runs.create']({
      datasetId: first.datasetId,
      task: 'language-model',
      settings: {},
      projectId: demand.id,
    });
    expect(second.projectId).toBe(demand.id);
    const moved = await engine.handlers['runs.move']({ ids: [first.id], projectId: demand.id });
    expect(moved).toMatchObject([{ id: first.id, projectId: demand.id }]);
    const nowhere = engine.handlers['runs.move']({ ids: [first.id], projectId: 99 });
    await expect(nowhere).rejects.toMatchObject({ code: 'no-such-project' });
    await engine.reach(second.id, 'completed');
  });

  it('have names of their own and go only when they are empty', async () => {
    const engine = new TestEngine();
    const run = await engine.run({ steps: 1 });
    const [oldest] = await engine.handlers['projects.list']();
    const remove = (id: number) => engine.handlers['projects.remove']({ id });
    await expect(remove(oldest!.id)).rejects.toMatchObject({ code: 'last-project' });
    const other = await engine.handlers['projects.create']({ name: 'Other' });
    await expect(remove(oldest!.id)).rejects.toMatchObject({ code: 'project-not-empty' });
    const rename = engine.handlers['projects.rename']({ id: other.id, name: oldest!.name });
    await expect(rename).rejects.toMatchObject({ code: 'project-name-taken' });
    const renamed = await engine.handlers['projects.rename']({ id: other.id, name: 'Third' });
    expect(renamed).toMatchObject({ id: other.id, name: 'Third' });
    await engine.reach(run.id, 'completed');
    await engine.handlers['runs.remove']({ id: run.id });
    await remove(oldest!.id);
    // What was removed from it can still be brought back.
    const restored = await engine.handlers['runs.restore']({ id: run.id });
    expect(restored.projectId).toBe(other.id);
    expect(await engine.handlers['projects.list']()).toMatchObject([{ name: 'Third' }]);
  });
});
