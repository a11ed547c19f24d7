import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuLabels, WindowCommand } from '../src/contract/index.ts';

type MakeItem = (
  label: string,
  command: WindowCommand,
  accelerator?: string,
) => MenuItemConstructorOptions;

/** The application's menu; what it asks for goes to the window, which knows how to do it. */
export function installMenu(labels: MenuLabels, send: (command: WindowCommand) => void): void {
  const item: MakeItem = (label, command, accelerator) => ({
    label,
    click: () => send(command),
    // The window handles its own shortcuts; the menu only shows them.
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: labels.file,
      submenu: [
        item(labels['open-files'], 'open-files', 'CmdOrCtrl+O'),
        { type: 'separator' },
        { role: 'quit', label: labels.quit },
      ],
    },
    { label: labels.edit, submenu: editItems(labels) },
    { label: labels.go, submenu: goItems(labels, item) },
    {
      label: labels.view,
      submenu: viewItems(labels, item(labels['toggle-theme'], 'toggle-theme')),
    },
    { label: labels.help, submenu: [item(labels.shortcuts, 'show-shortcuts', '?')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function goItems(labels: MenuLabels, item: MakeItem): MenuItemConstructorOptions[] {
  return [
    item(labels.data, 'show-data', 'CmdOrCtrl+1'),
    item(labels.train, 'show-train', 'CmdOrCtrl+2'),
    item(labels.runs, 'show-runs', 'CmdOrCtrl+3'),
    item(labels.compare, 'show-compare', 'CmdOrCtrl+4'),
    item(labels.settings, 'show-settings', 'CmdOrCtrl+,'),
    { type: 'separator' },
    item(labels.palette, 'show-palette', 'CmdOrCtrl+K'),
  ];
}

function editItems(labels: MenuLabels): MenuItemConstructorOptions[] {
  return [
    { role: 'undo', label: labels.undo },
    { role: 'redo', label: labels.redo },
    { type: 'separator' },
    { role: 'cut', label: labels.cut },
    { role: 'copy', label: labels.copy },
    { role: 'paste', label: labels.paste },
    { role: 'selectAll', label: labels['select-all'] },
  ];
}

function viewItems(
  labels: MenuLabels,
  theme: MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  return [
    theme,
    { type: 'separator' },
    { role: 'resetZoom', label: labels['reset-zoom'] },
    { role: 'zoomIn', label: labels['zoom-in'] },
    { role: 'zoomOut', label: labels['zoom-out'] },
    { role: 'togglefullscreen', label: labels['full-screen'] },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
  ];
}
