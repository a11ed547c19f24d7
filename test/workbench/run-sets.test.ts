import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';

describe('many runs at once', () => {
  it('are found, tagged, put away, removed and brought back', async () => {
    const engine = new TestEngine();
    const { handlers } = engine;
    const a = await engine.run({ steps: 2 }, 'a');
    const b = await engine.run({ steps: 2 }, 'b');
    for (const { id } of [a, b]) await engine.reach(id, 'completed');
    const ids = [a.id, b.id];
    const find = (filter: string) => handlers['runs.find']({ filter });

    expect(await find('seed = 3 and state = completed')).toEqual([b.id, a.id]);
    await expect((async () => find('sed = 3'))()).rejects.toMatchObject({
      code: 'filter-unknown-name',
      hint: 'Did you mean seed?',
    });

    await handlers['runs.tag']({ ids: [a.id], add: ['paper', 'x'], drop: [] });
    const tagged = await handlers['runs.tag']({ ids, add: ['y'], drop: ['x'] });
    expect(tagged.map(({ tags }) => tags)).toEqual([['paper', 'y'], ['y']]);
    expect(await find('tag has paper')).toEqual([a.id]);

    const [archived] = await handlers['runs.archive']({ ids: [a.id], archived: true });
    expect(archived!.archivedAt).toBeGreaterThan(0);
    expect(await find('archived = true')).toEqual([a.id]);

    await handlers['runs.removeAll']({ ids });
    expect(await find('')).toEqual([]);
    const back = await handlers['runs.restoreAll']({ ids });
    expect(back.map(({ removedAt }) => removedAt)).toEqual([null, null]);
    expect(await find('')).toEqual([b.id, a.id]);
  });

  it('stay when one of them is still training', async () => {
    const engine = new TestEngine();
    const done = await engine.run({ steps: 1 }, 'done');
    await engine.reach(done.id, 'completed');
    const active = await engine.run({ steps: 100_000, delay: 5 }, 'active');
    await engine.reach(active.id, 'running');
    const ids = [done.id, active.id];
    await expect((async () => engine.handlers['runs.removeAll']({ ids }))()).rejects.toMatchObject({
      code: 'run-active',
    });
    expect(await engine.handlers['runs.find']({ filter: '' })).toEqual([active.id, done.id]);
    await engine.handlers['runs.cancel']({ id: active.id });
    await engine.reach(active.id, 'cancelled');
  });
});
