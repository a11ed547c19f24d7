import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

const pictures = resolve(import.meta.dirname, '../../../out/screenshots');

/** Keeps a picture of the window for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

export async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
  await expect(page.getByRole('main')).toBeVisible();
}

/** Replaces the settings in the YAML pane, which the form follows. */
export async function writeYaml(page: Page, yaml: string): Promise<void> {
  const editor = page.getByRole('region', { name: 'YAML' }).getByRole('textbox');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(yaml);
}

/** The page of the run that was just started; its name. */
export async function openedRun(page: Page): Promise<string> {
  const article = page.locator('article[data-run]');
  await expect(article).toBeVisible();
  return (await article.getAttribute('aria-label')) ?? '';
}

export async function waitForState(page: Page, state: string, timeout: number): Promise<void> {
  await expect(page.locator('article[data-run]')).toHaveAttribute('data-state', state, { timeout });
}

/** Row of a run in the Runs view. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('grid').getByRole('row').filter({ hasText: name });
}
