import { expect, test } from '@playwright/test';
import { dress, goTo, picture, rowOf } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, listRuns, samplePath } from './support/samples.ts';

/** The table of runs as a tool: filters with completion, columns, groups, a reference, the archive. */

test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  unroll = await launchUnroll();
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  for (const [cell, seed] of [
    ['rnn', 1],
    ['rnn', 2],
    ['gru', 1],
    ['gru', 2],
  ] as const) {
    const settings = { cell, seed, hidden_size: 8, max_steps: 30, eval_every: 10 };
    const run = { datasetId: 1, task: 'forecasting', settings, name: `${cell}-${seed}` };
    await createRun(page, run);
  }
  await expect
    .poll(async () => (await listRuns(page)).filter(({ state }) => state === 'completed').length, {
      timeout: 120_000,
    })
    .toBe(4);
  await goTo(page, 'Runs');
});
test.afterAll(async () => unroll.close());

const rows = () => unroll.page.getByRole('grid').getByRole('row');
const search = () => unroll.page.getByRole('combobox', { name: /^Search/ });

test('a filter is completed key by key, and what is wrong is underlined', async () => {
  const { page } = unroll;
  await search().click();
  await page.keyboard.type('ce');
  const offered = page.getByRole('listbox', { name: 'What may follow' });
  await expect(offered.getByRole('option').first()).toHaveText(/^cell/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(search()).toHaveValue('cell ');
  await expect(offered.getByRole('option').first()).toHaveText('=');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(offered.getByRole('option', { name: 'gru', exact: true })).toBeVisible();
  await picture(page, 'runs-completion');
  await offered.getByRole('option', { name: 'gru', exact: true }).click();
  await expect(rows()).toHaveCount(3);

  await search().fill('cell = gru and val/loss < 1e9 and seed in (2, 3)');
  await expect(rows()).toHaveCount(2);
  await expect(rowOf(page, 'gru-2')).toBeVisible();

  await search().fill('hiden_size > 4');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').getByText('Did you mean hidden_size?')).toBeVisible();
  await expect(search()).toHaveAttribute('aria-invalid', 'true');
  await picture(page, 'runs-filter-wrong');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(rows()).toHaveCount(5);
});

test('columns are chosen, ordered, drawn wider and kept; the best of each is marked', async () => {
  const { page } = unroll;
  await page.getByRole('button', { name: 'Columns' }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('searchbox').fill('seed');
  await dialog.getByRole('button', { name: 'Seed seed', exact: true }).click();
  await dialog.getByRole('searchbox').fill('val/mae');
  await dialog.getByRole('button', { name: /val\/mae$/ }).click();
  for (const name of ['Device', 'Tags', 'Created', 'Step', 'Task']) {
    await dialog.getByRole('button', { name: `Hide ${name}`, exact: true }).click();
  }
  await dialog.getByRole('button', { name: 'Move Seed to the left' }).click();
  await picture(page, 'runs-columns');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  const heads = page.getByRole('columnheader');
  await expect(heads.filter({ hasText: 'Mean absolute error' })).toBeVisible();
  await expect(page.getByText('best of the rows shown')).toHaveCount(2);

  const head = heads.filter({ hasText: 'Seed' });
  const before = (await head.boundingBox())!;
  await page.mouse.move(before.x + before.width, before.y + 16);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width + 60, before.y + 16, { steps: 4 });
  await page.mouse.up();
  expect((await head.boundingBox())!.width).toBeGreaterThan(before.width + 40);
  await heads.filter({ hasText: 'Seed' }).dragTo(heads.filter({ hasText: 'State' }));
  await expect(heads.nth(2)).toHaveText(/Seed/);
});

test('rows are grouped with mean and spread, and measured against a reference', async () => {
  const { page } = unroll;
  await page.getByRole('button', { name: 'More for rnn-1' }).click();
  await page.getByRole('menuitem', { name: 'Pin as reference' }).click();
  await expect(rows().nth(1)).toContainText('rnn-1');
  await expect(
    rowOf(page, 'gru-1')
      .getByText(/^[+−]\d/)
      .first(),
  ).toBeVisible();
  await page.getByLabel('Group rows').click();
  await page.getByRole('option', { name: 'By Cell' }).click();
  await expect(rows()).toHaveCount(7);
  const group = rows().filter({ hasText: '2 runs' }).filter({ hasText: 'gru' });
  await expect(group).toContainText('±');
  await picture(page, 'runs-groups');
  await group.click();
  await expect(rows()).toHaveCount(5);
  await page.keyboard.press('ArrowRight');
  await expect(rows()).toHaveCount(7);

  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('By cell');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('menuitem', { name: 'Usual view' }).click();
  await expect(rows()).toHaveCount(5);
  // A view's state is written after a short quiet.
  await page.waitForTimeout(500);
  await unroll.restart();
  await goTo(unroll.page, 'Runs');
  await expect(rows()).toHaveCount(5);
  await unroll.page.getByRole('button', { name: 'Saved views' }).click();
  await unroll.page.getByRole('menuitem', { name: 'By cell', exact: true }).click();
  await expect(rows()).toHaveCount(7);
  await expect(unroll.page.getByRole('columnheader').nth(2)).toHaveText(/Seed/);
  await dress(unroll.page, 'dark', 'zh-CN');
  await unroll.page.keyboard.press('ControlOrMeta+3');
  await picture(unroll.page, 'runs-groups-dark-chinese');
  await dress(unroll.page, 'light', 'en');
  await unroll.page.keyboard.press('ControlOrMeta+3');
  await unroll.page.getByRole('button', { name: 'Saved views' }).click();
  await unroll.page.getByRole('menuitem', { name: 'Usual view' }).click();
});

test('many runs are tagged, put away and removed at once, and each step is undone', async () => {
  const { page } = unroll;
  const undo = () => page.getByRole('button', { name: 'Undo' }).last().click();
  await rows().nth(1).getByRole('checkbox').check();
  await rows()
    .nth(3)
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] });
  await expect(page.getByText('3 selected')).toBeVisible();

  await page.getByRole('toolbar').getByRole('button', { name: 'Edit tags…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tags of 3 runs' });
  await dialog.getByRole('textbox').fill('paper');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(async () => (await listRuns(page)).filter(({ tags }) => tags.includes('paper')).length)
    .toBe(3);
  await undo();
  await expect
    .poll(async () => (await listRuns(page)).filter(({ tags }) => tags.includes('paper')).length)
    .toBe(0);

  await page.getByRole('toolbar').getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(rows()).toHaveCount(2);
  await page.getByLabel('Show archived (3)').check();
  await expect(rows()).toHaveCount(5);
  await page.getByLabel('Show archived (3)').uncheck();
  await undo();
  await expect(rows()).toHaveCount(5);

  await page.getByRole('grid').press('Delete');
  await expect(rows()).toHaveCount(2);
  await undo();
  await expect(rows()).toHaveCount(5);
});
