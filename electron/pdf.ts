import { BrowserWindow } from 'electron';
import { z } from 'zod';

/** A drawing of one page; width and height in CSS pixels. */
export const printedSchema = z.object({
  name: z.string().min(1).max(200),
  svg: z.string().min(1).max(20_000_000),
  width: z.number().min(1).max(10_000),
  height: z.number().min(1).max(10_000),
});

const pixelsPerInch = 96;

/** Prints an SVG on a page of its own size, lines and texts as such, in a window without scripts. */
export async function printSvg({
  svg,
  width,
  height,
}: z.infer<typeof printedSchema>): Promise<Uint8Array> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
  });
  try {
    const style = '<style>html,body{margin:0}svg{display:block}</style>';
    const page = `<!doctype html><meta charset="utf-8">${style}${svg}`;
    await window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(page)}`);
    return await window.webContents.printToPDF({
      printBackground: true,
      pageSize: { width: width / pixelsPerInch, height: height / pixelsPerInch },
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
      pageRanges: '1',
    });
  } finally {
    window.destroy();
  }
}
