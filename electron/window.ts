import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, session, shell } from 'electron';
import { applicationUrl, isApplicationUrl } from './application-protocol.ts';
import { paths } from './paths.ts';
import { savedWindowState, saveWindowState } from './window-state.ts';

export function createWindow(): BrowserWindow {
  const { maximized, ...bounds } = savedWindowState();
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Unroll',
    icon: join(paths.resources, 'icon.png'),
    // The page's own background, so that nothing flashes before the first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15181c' : '#fbfcfd',
    autoHideMenuBar: true,
    webPreferences: {
      preload: paths.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => saveWindowState(window));
  void window.loadURL(applicationUrl);
  return window;
}

/** No page but ours, no permission, no second window; links open in the person's browser. */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isApplicationUrl(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** Copying as text, and the microphone when a person presses Record; no camera, nothing else. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isMicrophone = permission === 'media' && media.length === 1 && media[0] === 'audio';
    answer(permission === 'clipboard-sanitized-write' || isMicrophone);
  });
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, _origin, details) =>
      permission === 'clipboard-sanitized-write' ||
      (permission === 'media' && details.mediaType === 'audio'),
  );
}
