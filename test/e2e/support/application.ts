import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  _electron,
  type ElectronApplication,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';

const root = checkout(import.meta.dirname);

/** The folder above with `package.json`: this file is also bundled into a measurement. */
function checkout(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : checkout(dirname(folder));
}

/** A started application with folders of its own; `restart` keeps the folders. */
export interface Unroll {
  application: ElectronApplication;
  page: Page;
  readonly home: string;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  readonly width?: number;
  readonly height?: number;
  readonly arguments?: readonly string[];
  /** Of an earlier start; a new one where it is left out. It stays when the window is closed. */
  readonly home?: string;
  /** For Chromium. */
  readonly switches?: readonly string[];
}

/** Starts the real window: the unpacked package when the environment names one, else the checkout. */
export async function launchUnroll(options: LaunchOptions = {}): Promise<Unroll> {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-e2e-'));
  const home = options.home ?? join(folder, 'home');
  const start = () => startApplication(home, join(folder, 'profile'), options);
  const unroll: Unroll = {
    ...(await start()),
    home,
    async restart() {
      await unroll.application.close();
      Object.assign(unroll, await start());
    },
    async close() {
      await unroll.application.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return unroll;
}

async function startApplication(
  home: string,
  profile: string,
  options: LaunchOptions,
): Promise<{ application: ElectronApplication; page: Page }> {
  const executablePath = process.env['UNROLL_PACKAGED_EXECUTABLE'];
  const { switches: more = [] } = options;
  const switches = ['--disable-gpu', '--log-level=3', `--user-data-dir=${profile}`, ...more];
  if (process.getuid?.() === 0) switches.unshift('--no-sandbox');
  const files = options.arguments ?? [];
  const application = await _electron.launch({
    ...(executablePath === undefined
      ? { args: [...switches, root, ...files] }
      : { executablePath, args: [...switches, ...files] }),
    env: {
      ...definedEnvironment(),
      UNROLL_HOME: home,
      LANG: 'en_US.UTF-8',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null',
    },
  });
  const page = await application.firstWindow();
  const { width = 1280, height = 800 } = options;
  await application.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
  // The frame is painted at once; a view stands in it as soon as the engine has answered.
  await expect(page.locator('main > *').first()).toBeVisible({ timeout: 30_000 });
  return { application, page };
}

/** Drops real files on the middle of the window, or of an element, as the system would. */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  target?: Locator,
): Promise<void> {
  for (const path of paths) if (!existsSync(path)) throw new Error(`no file ${path} to drop`);
  const session = await page.context().newCDPSession(page);
  const box = (await target?.boundingBox()) ?? (await windowBox(page));
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data,
    });
  }
  await session.detach();
}

function windowBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  return page.evaluate(() => ({ x: 0, y: 0, width: innerWidth, height: innerHeight }));
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}
