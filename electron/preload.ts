import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../src/contract/index.ts';
import { channels } from './channels.ts';

function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const forward = (_event: IpcRendererEvent, value: T): void => listener(value);
  ipcRenderer.on(channel, forward);
  return () => ipcRenderer.off(channel, forward);
}

const bridge: Bridge = {
  request: (name, input) => ipcRenderer.invoke(channels.request, name, input),
  onNotice: (listener) => listen(channels.notice, listener),
  onCommand: (listener) => listen(channels.command, listener),
  onOpenFiles: (listener) => listen(channels.openFiles, listener),
  pathForFile: (file) => webUtils.getPathForFile(file),
  chooseFiles: (what) => ipcRenderer.invoke(channels.chooseFiles, what),
  saveFile: (options) => ipcRenderer.invoke(channels.saveFile, options),
  savePdf: (drawing) => ipcRenderer.invoke(channels.savePdf, drawing),
  nameMenu: (labels) => ipcRenderer.invoke(channels.nameMenu, labels),
  notify: (notification) => ipcRenderer.invoke(channels.notify, notification),
  onNotificationClick: (listener) => listen(channels.notificationClicked, listener),
  showInFolder: (path) => ipcRenderer.invoke(channels.showInFolder, path),
  platform: process.platform,
  runtime: { electron: process.versions.electron ?? '', chrome: process.versions.chrome ?? '' },
};

contextBridge.exposeInMainWorld('workbench', bridge);
