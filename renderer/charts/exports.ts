import { m } from '../paraglide/messages.js';
import { toast } from '../state/toasts.svelte.ts';
import { problemFrom, saveFile, savePdf } from '../workbench.ts';
import type { Scene, Table } from './chart.ts';
import { tableToCsv } from './drawing/csv.ts';
import { sceneToPng } from './drawing/png.ts';
import { sceneToSvg } from './drawing/svg.ts';

/** What a chart hands out, made at the moment it is asked for. */
export interface Exported {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  scene(): Scene;
  table(): Table;
}

/** The ways out of a chart, in the order of its menu. */
export function exportActions(chart: Exported): { label: string; run(): void }[] {
  const { name } = chart;
  const svg = (): string => sceneToSvg(chart.scene(), chart.title);
  const csv = (): string => tableToCsv(chart.table());
  const png = (): Promise<Blob> => sceneToPng(chart.scene(), chart.title);
  const copied = (): string => m.chart_copied();
  const action = (label: string, work: () => Promise<string | null>) => ({
    label,
    run: () => void report(work),
  });
  const copyText = (text: string) => navigator.clipboard.writeText(text).then(copied);
  const save = async (contents: string | Uint8Array, ending: string): Promise<string | null> => {
    const path = await saveFile({ name: `${name}.${ending}`, contents });
    return path === null ? null : m.chart_saved({ path });
  };
  const pdf = async (): Promise<string | null> => {
    const drawing = svg();
    const [, width, height] =
      /<svg[^>]* width="([\d.]+)"[^>]* height="([\d.]+)"/.exec(drawing) ?? [];
    const path = await savePdf({
      name: `${name}.pdf`,
      svg: drawing,
      width: Number(width),
      height: Number(height),
    });
    return path === null ? null : m.chart_saved({ path });
  };
  return [
    action(m.chart_copy_png(), () =>
      navigator.clipboard.write([new ClipboardItem({ 'image/png': png() })]).then(copied),
    ),
    action(m.chart_copy_svg(), () => copyText(svg())),
    action(m.chart_copy_csv(), () => copyText(csv())),
    action(m.chart_save_png(), async () =>
      save(new Uint8Array(await (await png()).arrayBuffer()), 'png'),
    ),
    action(m.chart_save_svg(), () => save(svg(), 'svg')),
    action(m.chart_save_pdf(), pdf),
    action(m.chart_save_csv(), () => save(csv(), 'csv')),
  ];
}

/** Says what came of it; null when the person changed their mind. */
async function report(work: () => Promise<string | null>): Promise<void> {
  try {
    const message = await work();
    if (message !== null) toast({ tone: 'good', message });
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
  }
}
