/** Names of the channels between a window and the main process. */
export const channels = {
  request: 'unroll:request',
  notice: 'unroll:notice',
  command: 'unroll:command',
  openFiles: 'unroll:open-files',
  chooseFiles: 'unroll:choose-files',
  savePdf: 'unroll:save-pdf',
  saveFile: 'unroll:save-file',
  nameMenu: 'unroll:name-menu',
  notify: 'unroll:notify',
  notificationClicked: 'unroll:notification-clicked',
  showInFolder: 'unroll:show-in-folder',
} as const;
