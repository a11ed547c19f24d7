import { expect, test } from '@playwright/test';
import { goTo, picture, seriousFaults } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { samplePath } from './support/samples.ts';

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('a learning rate is found from the form, shown and taken over', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  await expect(page.getByRole('button', { name: 'Adjust settings' })).toBeVisible();
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  // Behind a sheet the editor's scroller cannot be reached by keyboard, which axe takes for a fault.
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const row = page.locator('[data-setting="lr"]');
  const before = await row.getByRole('textbox').inputValue();
  await row.getByRole('button', { name: 'Find a rate' }).click();
  const sheet = page.getByRole('dialog', { name: 'Learning rate' });
  await expect(sheet.getByRole('img')).toBeVisible({ timeout: 90_000 });
  await expect(sheet.getByRole('listitem')).toHaveCount(2);
  await picture(page, 'train-learning-rate');
  expect(await seriousFaults(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Use it' }).first().click();
  await expect(sheet).toBeHidden();
  await expect(row.getByRole('textbox')).not.toHaveValue(before);
  await goTo(page, 'Runs');
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: 'running' })).toHaveCount(
    0,
  );
});
