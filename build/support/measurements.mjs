import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron, chromium } from '@playwright/test';

/**
 * How to open the window.
 * @typedef {{ executable: string; switches: string[]; application: string;
 *   environment: Record<string, string | undefined> }} Window
 */

/** Until the probe of the device, which runs at the start, has ended. */
const settleSeconds = 15;

/**
 * Median time from starting the program to the first painted content, in milliseconds. Started
 * without a test driver, which would hold the start up; the first start, which fills caches, does
 * not count.
 * @param {Window} window
 */
export async function measureFirstPaint(window, starts) {
  const times = [];
  for (let i = 0; i <= starts; i++) {
    const time = await timeFirstPaint(window);
    if (i > 0) times.push(time);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function timeFirstPaint({ executable, switches, application, environment }) {
  const started = Date.now();
  const args = [...switches, '--remote-debugging-port=0', application];
  const program = spawn(executable, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise((resolve) => program.once('exit', resolve));
  try {
    const browser = await chromium.connectOverCDP(await debuggerAddress(program));
    const [page] = browser.contexts()[0].pages();
    const painted = await page.evaluate(firstPaint);
    await browser.close();
    return painted - started;
  } finally {
    program.kill();
    await exited;
  }
}

/** Chromium prints where its debugger listens. */
function debuggerAddress(program) {
  return new Promise((resolve, reject) => {
    let printed = '';
    program.once('exit', () => reject(new Error(`The window did not open: ${printed}`)));
    program.stderr.on('data', (chunk) => {
      printed += chunk;
      const found = /DevTools listening on (ws:\S+)/.exec(printed);
      if (found) resolve(found[1]);
    });
  });
}

/** In the page: the moment of the first painted content, in milliseconds since 1970. */
function firstPaint() {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const [entry] = list.getEntriesByName('first-contentful-paint');
      if (entry) resolve(performance.timeOrigin + entry.startTime);
    });
    observer.observe({ type: 'paint', buffered: true });
  });
}

/**
 * Memory of the idle window's processes in megabytes, pages that they share counted once.
 * @param {Window} window
 */
export async function measureIdleMemory(window) {
  const application = await open(window);
  try {
    await application.firstWindow();
    await sleep(settleSeconds * 1000);
    return await memoryOf(application);
  } finally {
    await application.close();
  }
}

/** Linux tells each process's share of its pages; elsewhere shared pages count more than once. */
async function memoryOf(application) {
  if (process.platform === 'linux') {
    const processes = descendants(application.process().pid);
    return processes.reduce((sum, id) => sum + proportionalKilobytes(id), 0) / 1024;
  }
  const metrics = await application.evaluate(({ app }) => app.getAppMetrics());
  return metrics.reduce((sum, { memory }) => sum + memory.workingSetSize, 0) / 1024;
}

function descendants(ancestor) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)]);
  const found = [ancestor];
  for (const id of found) {
    for (const [child, parent] of parents) if (parent === id) found.push(child);
  }
  return found;
}

function parentOf(id) {
  const status = readProcessFile(id, 'status');
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
}

function proportionalKilobytes(id) {
  return Number(/^Pss:\s*(\d+)/m.exec(readProcessFile(id, 'smaps_rollup'))?.[1] ?? 0);
}

/** Empty for a process that has just ended. */
function readProcessFile(id, name) {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The longest time that the main process's event loop was held up, in milliseconds, while a network
 * trains on the first sample and the window draws its curves.
 * @param {Window} window
 */
export async function measureLongestBlock(window, seconds) {
  const application = await open(window);
  try {
    const page = await application.firstWindow();
    await sleep(settleSeconds * 1000);
    await application.evaluate(() => globalThis.unrollMeasurements.reset());
    await page.evaluate(startTraining, seconds);
    await sleep(seconds * 1000);
    return await application.evaluate(() => globalThis.unrollMeasurements.longestBlock());
  } finally {
    await application.close();
  }
}

/** In the page. */
async function startTraining(seconds) {
  const request = async (name, input) => {
    const answer = await globalThis.workbench.request(name, input);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  };
  const [sample] = await request('datasets.samples');
  const { dataset } = await request('datasets.import', { path: sample.path });
  const settings = { max_minutes: seconds / 60 };
  await request('runs.create', { datasetId: dataset.id, task: 'forecasting', settings });
}

function open({ executable, switches, application, environment }) {
  return _electron.launch({
    executablePath: executable,
    args: [...switches, application],
    env: environment,
  });
}
