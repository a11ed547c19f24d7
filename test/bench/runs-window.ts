/**
 * Measures the table of runs in the real window with 10,000 runs in the store: the work of the
 * window's own thread for two frames, standing still, scrolling, and for each key of a filter (four
 * frames, in which the rows follow), and how far apart frames are while it scrolls and while somebody
 * types fast (60 a second are wanted). `npm run bench -- runs-window`
 * prints one line for each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { findRuntime, runtimeEnvironment } from '../../build/setup/runtime.mjs';
import { onSomeDisplay } from '../../build/support/display.mjs';
import { Store } from '../../src/store/store.ts';
import { goTo } from '../e2e/support/actions.ts';
import { launchUnroll } from '../e2e/support/application.ts';
import { fillWithRuns } from './support/many-runs.ts';

const runCount = 10_000;
const frames = 150;
const filter = 'lr < 1e-3 and cell = gru';

const [program, ...words] = onSomeDisplay([process.execPath, ...process.argv.slice(1)]);
if (program === process.execPath || program === undefined) await measure();
else process.exitCode = spawnSync(program, words, { stdio: 'inherit' }).status ?? 1;

async function measure(): Promise<void> {
  const runtime = findRuntime();
  if (runtime === null) throw new Error('there is no Electron here: npm run setup');
  const home = mkdtempSync(join(tmpdir(), 'unroll-bench-'));
  try {
    const store = Store.open(home);
    fillWithRuns(store, runCount);
    store.close();
    // Only now: it names the database binding of the window's runtime.
    Object.assign(process.env, runtimeEnvironment(runtime));
    const unroll = await launchUnroll({ width: 1440, height: 900, home });
    try {
      await goTo(unroll.page, 'Runs');
      await unroll.page.getByText('10,000 runs').waitFor();
      await measureTable(unroll.page);
    } finally {
      await unroll.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function measureTable(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const still: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    still.push(await workOf(session, () => scrollBy(page, 0)));
  }
  tell('standing still, two frames', still);
  const scrolled: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    // A turn of the wheel, and now and then a jump to elsewhere.
    const way = frame % 10 === 9 ? 90_000 : 400;
    scrolled.push(await workOf(session, () => scrollBy(page, way)));
  }
  tell('scrolling, two frames', scrolled);
  tell('scrolling, between frames', await frameDistances(page));
  const search = page.getByRole('combobox', { name: /^Search/ });
  await search.click();
  const typed: number[] = [];
  for (const key of filter) typed.push(await workOf(session, () => typeKey(page, key)));
  tell('typing a filter, work a key', typed);
  await search.fill('');
  tell('typing, between frames', await typingDistances(page, filter));
}

/** Milliseconds of the window's thread, what measuring takes included: see what it takes still. */
async function workOf(session: CDPSession, act: () => Promise<void>): Promise<number> {
  const before = await busySeconds(session);
  await act();
  return 1000 * ((await busySeconds(session)) - before);
}

async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

async function scrollBy(page: Page, way: number): Promise<void> {
  await page.evaluate(async (pixels) => {
    const grid = document.querySelector('[role="grid"]')!;
    const end = grid.scrollHeight - grid.clientHeight;
    grid.scrollTop = (grid.scrollTop + pixels) % end;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
  }, way);
}

/** Types a key and waits until what it changed is painted. */
async function typeKey(page: Page, key: string): Promise<void> {
  await page.keyboard.type(key);
  await page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}

/** Milliseconds between the frames while a text is typed, ten keys a second. */
async function typingDistances(page: Page, text: string): Promise<number[]> {
  const times = page.evaluate(async (milliseconds) => {
    const found: number[] = [];
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      found.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)));
    }
    return found;
  }, 100 * text.length);
  await page.keyboard.type(text, { delay: 100 });
  const found = await times;
  return found.slice(1).map((time, at) => time - found[at]!);
}

/** Milliseconds between the frames of a long scroll. */
async function frameDistances(page: Page): Promise<number[]> {
  return page.evaluate(async (count) => {
    const grid = document.querySelector('[role="grid"]')!;
    const times: number[] = [];
    await new Promise<void>((resolve) => {
      const next = (time: number) => {
        times.push(time);
        grid.scrollTop += 120;
        if (times.length > count) resolve();
        else requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
    return times.slice(1).map((time, at) => time - times[at]!);
  }, 2 * frames);
}

function tell(what: string, milliseconds: readonly number[]): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  const over = sorted.filter((value) => value > 17.5).length;
  console.log(
    `${what.padEnd(28)} median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms; ${over} of ${sorted.length} over 17 ms`,
  );
}
