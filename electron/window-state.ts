import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400),
  height: z.number().int().min(300),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const file = (): string => join(app.getPath('userData'), 'window-state.json');

/** Where the window was, if that place is still on a screen. */
export function savedWindowState(): Partial<Rectangle> & { maximized: boolean } {
  const fallback = { width: 1280, height: 800, maximized: false };
  try {
    const state = stateSchema.parse(JSON.parse(readFileSync(file(), 'utf8')));
    const area = screen.getDisplayMatching(state).workArea;
    const visible = state.x < area.x + area.width && state.y < area.y + area.height;
    return visible ? state : { ...fallback, maximized: state.maximized };
  } catch {
    return fallback;
  }
}

export function saveWindowState(window: BrowserWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  writeFileSync(file(), JSON.stringify(state));
}
