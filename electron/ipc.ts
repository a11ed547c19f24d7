import { writeFile } from 'node:fs/promises';
import { type BrowserWindow, dialog, ipcMain, shell } from 'electron';
import { z } from 'zod';
import {
  choosable,
  type Envelope,
  menuLabelsSchema,
  problemOf,
  type RequestName,
  requests,
} from '../src/contract/index.ts';
import { isApplicationUrl } from './application-protocol.ts';
import { channels } from './channels.ts';
import type { EngineProcess } from './engine-process.ts';
import { installMenu } from './menu.ts';
import { notify } from './notifications.ts';
import { printedSchema, printSvg } from './pdf.ts';

const savedFile = z.object({
  name: z.string().min(1).max(200),
  contents: z.union([z.string(), z.instanceof(Uint8Array)]),
});

const notificationSchema = z.object({
  title: z.string().max(200),
  body: z.string().max(1000),
  tag: z.string().max(100),
});

/** The gate: the only user of `ipcMain`. Every sender is checked, every input validated. */
export function openGate(engine: EngineProcess, windowOf: () => BrowserWindow | null): void {
  answer(channels.request, (name: unknown, input: unknown) => request(engine, name, input));
  answer(channels.chooseFiles, async (what: unknown) => {
    const window = windowOf();
    const folders = z.enum(choosable).default('files').parse(what) === 'folders';
    if (window === null) return [];
    const chosen = await dialog.showOpenDialog(window, {
      properties: [folders ? 'openDirectory' : 'openFile', 'multiSelections'],
    });
    return chosen.filePaths;
  });
  answer(channels.saveFile, async (file: unknown) => {
    const window = windowOf();
    const { name, contents } = savedFile.parse(file);
    if (window === null) return null;
    const chosen = await dialog.showSaveDialog(window, { defaultPath: name });
    if (chosen.canceled || chosen.filePath === '') return null;
    await writeFile(chosen.filePath, contents);
    return chosen.filePath;
  });
  answer(channels.savePdf, async (drawing: unknown) => {
    const window = windowOf();
    const printed = printedSchema.parse(drawing);
    if (window === null) return null;
    const chosen = await dialog.showSaveDialog(window, { defaultPath: printed.name });
    if (chosen.canceled || chosen.filePath === '') return null;
    await writeFile(chosen.filePath, await printSvg(printed));
    return chosen.filePath;
  });
  answer(channels.nameMenu, (labels: unknown) => {
    installMenu(menuLabelsSchema.parse(labels), (command) =>
      windowOf()?.webContents.send(channels.command, command),
    );
  });
  answer(channels.notify, (notification: unknown) => {
    const window = windowOf();
    if (window !== null) notify(window, notificationSchema.parse(notification));
  });
  answer(channels.showInFolder, (path: unknown) => shell.showItemInFolder(z.string().parse(path)));
}

async function request(
  engine: EngineProcess,
  name: unknown,
  input: unknown,
): Promise<Envelope<unknown>> {
  if (typeof name !== 'string' || !Object.hasOwn(requests, name)) {
    return { ok: false, problem: { code: 'unknown-request', message: `No request ${name}.` } };
  }
  const checked = requests[name as RequestName].input.safeParse(input);
  if (checked.success) return engine.request(name, checked.data);
  const issue = checked.error.issues[0];
  return {
    ok: false,
    problem: {
      code: 'invalid-request',
      message: `${name} was asked with a wrong value: ${issue?.message ?? 'unknown'}.`,
      where: issue?.path.join('.'),
    },
  };
}

function answer<A extends unknown[]>(channel: string, handler: (...input: A) => unknown): void {
  ipcMain.handle(channel, async (event, ...input: unknown[]) => {
    const sender = event.senderFrame?.url ?? '';
    if (!isApplicationUrl(sender)) throw new Error(`Refused a message from ${sender}`);
    try {
      return await handler(...(input as A));
    } catch (error) {
      throw new Error(problemOf(error).message);
    }
  });
}
