import { expect, test } from '@playwright/test';
import { goTo, picture, rowOf } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, samplePath } from './support/samples.ts';

/** Runs in several projects, and every step taken back. */

test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('a project is made, named, filled by moving runs, and all of it can be undone', async () => {
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  const settings = { hidden_size: 8, max_steps: 2 };
  const run = await createRun(page, { datasetId: 1, task: 'forecasting', settings });
  await goTo(page, 'Runs');
  await expect(rowOf(page, run.name)).toBeVisible();

  const switcher = page.getByRole('banner').getByRole('button', { name: /^Project / });
  const choose = async (item: string) => {
    await switcher.click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const undo = () => page.getByRole('button', { name: 'Undo' }).last().click();
  await choose('New project…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Experiments');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('There is a project called Experiments already.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Demand');
  await page.keyboard.press('Enter');
  await expect(switcher).toHaveText('Demand');
  await expect(rowOf(page, run.name)).toHaveCount(0);
  await undo();
  await expect(switcher).toHaveText('Experiments');

  await choose('Rename project…');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Grid');
  await page.keyboard.press('Enter');
  await expect(switcher).toHaveText('Grid');
  await undo();
  await expect(switcher).toHaveText('Experiments');

  await rowOf(page, run.name).getByRole('checkbox').check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Move to project…' }).click();
  await dialog.getByRole('textbox', { name: 'Into a new project' }).fill('Demand');
  await picture(page, 'projects-move');
  await dialog.getByRole('button', { name: 'Create and move' }).click();
  await expect(rowOf(page, run.name)).toHaveCount(0);
  await undo();
  await expect(rowOf(page, run.name)).toBeVisible();
  await rowOf(page, run.name).getByRole('checkbox').check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Move to project…' }).click();
  await dialog.getByRole('button', { name: 'Demand', exact: true }).click();
  await expect(rowOf(page, run.name)).toHaveCount(0);
  await switcher.click();
  await picture(page, 'projects-menu');
  await page.getByRole('menuitem', { name: 'Demand', exact: true }).click();
  await expect(rowOf(page, run.name)).toBeVisible();
});

test('the open project and what is in it outlast a restart', async () => {
  await unroll.restart();
  const { page } = unroll;
  const switcher = page.getByRole('banner').getByRole('button', { name: /^Project / });
  await expect(switcher).toHaveText('Demand');
  await goTo(page, 'Runs');
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(2);
});
