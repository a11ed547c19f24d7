import { monitorEventLoopDelay } from 'node:perf_hooks';

declare global {
  /** Read by the measuring script through the debugger; present only when it asks. */
  var unrollMeasurements: { longestBlock(): number; reset(): void } | undefined;
}

/** Watches how long the main process's event loop was held up, in milliseconds. */
export function watchEventLoop(): void {
  const resolution = 5;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  globalThis.unrollMeasurements = {
    longestBlock: () => Math.max(0, delay.max / 1e6 - resolution),
    reset: () => delay.reset(),
  };
}
