import { z } from 'zod';

/** Words of the application's menu, which the window hands over in its language. */
export const menuWords = [
  'file',
  'open-files',
  'quit',
  'edit',
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'select-all',
  'go',
  'data',
  'train',
  'runs',
  'compare',
  'settings',
  'palette',
  'view',
  'toggle-theme',
  'reset-zoom',
  'zoom-in',
  'zoom-out',
  'full-screen',
  'help',
  'shortcuts',
] as const;
export type MenuWord = (typeof menuWords)[number];

export const menuLabelsSchema = z.record(z.enum(menuWords), z.string().min(1).max(80));
export type MenuLabels = z.infer<typeof menuLabelsSchema>;
