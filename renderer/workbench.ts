import type {
  Bridge,
  Choosable,
  Notice,
  Problem,
  RequestInput,
  RequestName,
  RequestOutput,
  WindowNotification,
} from '../src/contract/index.ts';

import { problemWords } from './words.ts';

declare global {
  interface Window {
    readonly workbench: Bridge;
  }
}

/** A request that the engine refused, with the words meant for a person. */
export class RequestError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'RequestError';
    this.problem = problem;
  }
}

/** @throws RequestError when the engine answers with a problem. */
export async function request<N extends RequestName>(
  name: N,
  ...[input]: RequestInput<N> extends void ? [] : [input: RequestInput<N>]
): Promise<RequestOutput<N>> {
  const envelope = await window.workbench.request(name, input as RequestInput<N>);
  if (envelope.ok) return envelope.value;
  throw new RequestError(envelope.problem);
}

/** What to show for anything thrown, in the window's language; a defect's own message stays visible. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof RequestError) return problemWords(error.problem);
  const message = error instanceof Error ? error.message : String(error);
  return problemWords({ code: 'internal', message });
}

export function onNotice(listener: (notice: Notice) => void): () => void {
  return window.workbench.onNotice(listener);
}

export const onCommand: Bridge['onCommand'] = (listener) => window.workbench.onCommand(listener);

export const onOpenFiles: Bridge['onOpenFiles'] = (listener) =>
  window.workbench.onOpenFiles(listener);

/** Empty for a file that has no place on disk, such as an image dragged out of a web page. */
export function pathForFile(file: File): string {
  return window.workbench.pathForFile(file);
}

export function chooseFiles(what: Choosable = 'files'): Promise<string[]> {
  return window.workbench.chooseFiles(what);
}

export const saveFile: Bridge['saveFile'] = (options) => window.workbench.saveFile(options);

export const savePdf: Bridge['savePdf'] = (drawing) => window.workbench.savePdf(drawing);

export const nameMenu: Bridge['nameMenu'] = (labels) => window.workbench.nameMenu(labels);

/** A notification that cannot be shown is no reason to interrupt anybody. */
export function notify(notification: WindowNotification): void {
  window.workbench.notify(notification).catch(() => undefined);
}

export const onNotificationClick: Bridge['onNotificationClick'] = (listener) =>
  window.workbench.onNotificationClick(listener);

export function showInFolder(path: string): Promise<void> {
  return window.workbench.showInFolder(path);
}

export function host(): Pick<Bridge, 'platform' | 'runtime'> {
  return window.workbench;
}
