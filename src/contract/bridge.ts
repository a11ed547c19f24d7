import type { Problem } from './errors.ts';
import type { MenuLabels } from './menu.ts';
import type { Notice, RequestInput, RequestName, RequestOutput } from './requests/index.ts';

/** Errors cross the window's border as data: a thrown error would lose all but its message. */
export type Envelope<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** What a menu item or a system gesture asks the window to do. */
export const windowCommands = [
  'open-files',
  'show-data',
  'show-train',
  'show-runs',
  'show-compare',
  'show-settings',
  'show-palette',
  'show-shortcuts',
  'toggle-theme',
] as const;
export type WindowCommand = (typeof windowCommands)[number];

/** What is told to somebody who looks elsewhere. */
export interface WindowNotification {
  readonly title: string;
  readonly body: string;
  /** What a click on it is about: comes back in `onNotificationClick`. */
  readonly tag: string;
}

export const choosable = ['files', 'folders'] as const;
export type Choosable = (typeof choosable)[number];

/** `window.workbench`: all that the sandboxed window can reach. */
export interface Bridge {
  request<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
  ): Promise<Envelope<RequestOutput<N>>>;
  /** Returns a function that stops listening. */
  onNotice(listener: (notice: Notice) => void): () => void;
  onCommand(listener: (command: WindowCommand) => void): () => void;
  /** Files given on the command line or opened from the system with Unroll. */
  onOpenFiles(listener: (paths: readonly string[]) => void): () => void;
  /** True path of a dropped or picked file; empty when it has none. */
  pathForFile(file: File): string;
  /** Shows the system's dialog; empty when dismissed. */
  chooseFiles(what?: Choosable): Promise<string[]>;
  /** Shows the system's dialog and writes the file; the chosen path, or null when dismissed. */
  saveFile(options: {
    readonly name: string;
    readonly contents: string | Uint8Array;
  }): Promise<string | null>;
  /** Prints a drawing as a PDF of one page of its size and writes it like `saveFile`. */
  savePdf(drawing: {
    readonly name: string;
    readonly svg: string;
    /** In CSS pixels. */
    readonly width: number;
    readonly height: number;
  }): Promise<string | null>;
  /** Gives the application's menu its words, in the window's language. */
  nameMenu(labels: MenuLabels): Promise<void>;
  /** Shows a notification of the system, unless the window has the focus. */
  notify(notification: WindowNotification): Promise<void>;
  onNotificationClick(listener: (tag: string) => void): () => void;
  /** Shows a file or folder in the system's file manager. */
  showInFolder(path: string): Promise<void>;
  readonly platform: string;
  readonly runtime: { readonly electron: string; readonly chrome: string };
}
