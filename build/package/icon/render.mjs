/**
 * Renders build/resources/icon.svg to icon.png beside it. A program for Electron, whose Chromium
 * draws it: `electron build/package/icon`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, BrowserWindow } from 'electron';

const size = 512;
const resources = resolve(import.meta.dirname, '../../resources');

async function render() {
  const page = new BrowserWindow({ show: false });
  const svg = readFileSync(join(resources, 'icon.svg')).toString('base64');
  await page.loadURL('data:text/html,<title>icon</title>');
  const png = await page.webContents.executeJavaScript(`(async () => {
    const image = new Image();
    image.src = 'data:image/svg+xml;base64,${svg}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
    return canvas.toDataURL('image/png').split(',')[1];
  })()`);
  writeFileSync(join(resources, 'icon.png'), Buffer.from(png, 'base64'));
}

void app
  .whenReady()
  .then(render)
  .then(() => app.quit());
