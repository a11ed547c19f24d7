import type { Scene } from '../chart.ts';
import { paintScene } from './canvas.ts';

/** A scene as a PNG picture with `scale` device pixels to one of its own. */
export async function sceneToPng(scene: Scene, scale = 2): Promise<Blob> {
  const canvas = new OffscreenCanvas(scene.width * scale, scene.height * scale);
  const surface = canvas.getContext('2d')!;
  surface.scale(scale, scale);
  surface.fillStyle = scene.background;
  surface.fillRect(0, 0, scene.width, scene.height);
  paintScene(surface, scene);
  return canvas.convertToBlob({ type: 'image/png' });
}
