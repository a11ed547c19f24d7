import type { Scene } from '../chart.ts';
import { paintScene } from './canvas.ts';
import { titleHeight } from './svg.ts';

/** A scene under its title as a PNG picture with `scale` device pixels to one of its own. */
export async function sceneToPng(scene: Scene, title: string, scale = 2): Promise<Blob> {
  const canvas = new OffscreenCanvas(scene.width * scale, (scene.height + titleHeight) * scale);
  const surface = canvas.getContext('2d')!;
  surface.scale(scale, scale);
  surface.fillStyle = scene.background;
  surface.fillRect(0, 0, scene.width, scene.height + titleHeight);
  surface.font = `600 13px ${scene.font}`;
  surface.fillStyle = scene.titleColor;
  surface.fillText(title, 12, 18);
  surface.translate(0, titleHeight);
  paintScene(surface, scene);
  return canvas.convertToBlob({ type: 'image/png' });
}
