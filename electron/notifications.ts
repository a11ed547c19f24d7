import { type BrowserWindow, Notification } from 'electron';
import type { WindowNotification } from '../src/contract/index.ts';
import { channels } from './channels.ts';

/** Shown ones, kept from the garbage collector, which would take their click handlers away. */
const shown = new Set<Notification>();

/**
 * Tells somebody who is elsewhere; nothing where the window has the focus or the system shows no
 * notifications. A click brings the window forward and tells it which notification it was.
 */
export function notify(window: BrowserWindow, { title, body, tag }: WindowNotification): void {
  if (window.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  shown.add(notification);
  notification.on('close', () => shown.delete(notification));
  notification.on('click', () => {
    shown.delete(notification);
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    window.webContents.send(channels.notificationClicked, tag);
  });
  notification.show();
}
