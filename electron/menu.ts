import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '../src/contract/index.ts';

/** The application's menu; what it asks for goes to the window, which knows how to do it. */
export function installMenu(send: (command: WindowCommand) => void): void {
  const item = (
    label: string,
    command: WindowCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    // The window handles its own shortcuts; the menu only shows them.
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        item('Open data…', 'open-files', 'CmdOrCtrl+O'),
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: [
        item('Data', 'show-data', 'CmdOrCtrl+1'),
        item('Train', 'show-train', 'CmdOrCtrl+2'),
        item('Runs', 'show-runs', 'CmdOrCtrl+3'),
        item('Compare', 'show-compare', 'CmdOrCtrl+4'),
        item('Settings', 'show-settings', 'CmdOrCtrl+,'),
        { type: 'separator' },
        item('Command palette…', 'show-palette', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: 'View',
      submenu: [
        item('Switch light and dark', 'toggle-theme'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'help', submenu: [item('Keyboard shortcuts', 'show-shortcuts', '?')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
