import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
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

/** Theme and language by the settings view, which is then shown. */
export async function dress(page: Page, theme: string, locale: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+,');
  const choices = page.locator('main[data-view="settings"]').getByRole('radiogroup');
  // The radio itself is covered by its label.
  const choose = (group: number, place: number) =>
    choices.nth(group).getByRole('radio').nth(place).check({ force: true });
  await choose(0, locale === 'en' ? 1 : 2);
  await expect(page.locator('html')).toHaveAttribute('lang', locale);
  await choose(1, theme === 'light' ? 1 : 2);
}

/** What axe finds serious or worse in the page as it is, with the elements concerned. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
