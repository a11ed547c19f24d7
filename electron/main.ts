import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { app, type BrowserWindow, dialog, Menu } from 'electron';
import { homeFolder } from '../src/home.ts';
import { declareApplicationProtocol, serveApplication } from './application-protocol.ts';
import { channels } from './channels.ts';
import { EngineProcess } from './engine-process.ts';
import { openGate } from './ipc.ts';
import { watchEventLoop } from './measurements.ts';
import { paths } from './paths.ts';
import { createWindow, denyPermissions, lockDown } from './window.ts';

/** Lifecycle: one instance, one window, one engine. Nothing here may block for more than 50 ms. */

let window: BrowserWindow | null = null;
let quitting = false;

// An empty value is what Electron gives for a switch that is absent.
const givenHome = app.commandLine.getSwitchValue('home');
const engine = new EngineProcess({
  home: homeFolder(givenHome === '' ? undefined : givenHome),
  version: app.getVersion(),
  samplesDirectory: resolve(paths.resources, 'samples'),
});

function send(channel: string, value: unknown): void {
  if (window !== null && !window.isDestroyed()) window.webContents.send(channel, value);
}

/** Data files named on a command line: what follows the program, or in a checkout its folder. */
function filesIn(commandLine: readonly string[], folder: string): string[] {
  const program = app.isPackaged
    ? 0
    : commandLine.findIndex((argument) => resolve(folder, argument) === app.getAppPath());
  if (program < 0) return [];
  return commandLine
    .slice(program + 1)
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(folder, argument))
    .filter((path) => existsSync(path));
}

function open(files: readonly string[]): void {
  window = createWindow();
  window.on('closed', () => {
    window = null;
  });
  if (files.length === 0) return;
  window.webContents.once('did-finish-load', () => send(channels.openFiles, files));
}

function start(): void {
  serveApplication();
  denyPermissions();
  // Electron's own menu would stand here in English until the window names ours.
  Menu.setApplicationMenu(null);
  openGate(engine, () => window);
  engine.on('notice', (notice) => send(channels.notice, notice));
  engine.on('refused', (problem) => {
    dialog.showErrorBox(problem.message, problem.hint ?? '');
  });
  open(filesIn(process.argv, process.cwd()));
  engine.start();
  if (process.env['UNROLL_MEASURE'] !== undefined) watchEventLoop();
}

if (app.requestSingleInstanceLock()) {
  declareApplicationProtocol();
  lockDown();
  app.on('second-instance', (_event, commandLine, folder) => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.focus();
    const files = filesIn(commandLine, folder);
    if (files.length > 0) send(channels.openFiles, files);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    send(channels.openFiles, [path]);
  });
  app.on('activate', () => {
    if (window === null && app.isReady()) open([]);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (quitting) return;
    event.preventDefault();
    quitting = true;
    void engine.close().finally(() => app.quit());
  });
  // Not awaited at the top level: an ES module that waits for readiness never becomes ready.
  void app.whenReady().then(start);
} else {
  app.quit();
}
