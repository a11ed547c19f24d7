import ClipboardCopy from '@lucide/svelte/icons/clipboard-copy';
import FileDown from '@lucide/svelte/icons/file-down';
import FileUp from '@lucide/svelte/icons/file-up';
import FolderUp from '@lucide/svelte/icons/folder-up';
import type { Choosable } from '../../../src/contract/index.ts';
import { tableToCsv } from '../../charts/drawing/csv.ts';
import type { MenuEntry } from '../../controls/menu-entry.ts';
import { m } from '../../paraglide/messages.js';
import { project } from '../../state/projects.svelte.ts';
import { applyRun } from '../../state/runs.svelte.ts';
import { toast } from '../../state/toasts.svelte.ts';
import { chooseFiles, problemFrom, request, saveFile } from '../../workbench.ts';
import type { RunColumn, RunEntry } from './run-columns.ts';
import { tableOf, tableToLatex } from './table-export.ts';

interface Shown {
  readonly entries: readonly RunEntry[];
  readonly columns: readonly RunColumn[];
  readonly best: ReadonlyMap<string, number>;
}

/** Ways out of the table of runs, with the rows and columns that are shown when one is taken. */
export function tableExports(shown: () => Shown): MenuEntry[] {
  const csv = (): string => tableToCsv(tableOf(shown().entries, shown().columns));
  const latex = (): string => {
    const { entries, columns, best } = shown();
    const written = columns.filter(({ key }) => key !== null);
    return tableToLatex(tableOf(entries, columns), (row, column) => {
      const own = written[column];
      const entry = entries[row];
      return own !== undefined && entry !== undefined && best.get(own.id) === own.key?.(entry);
    });
  };
  const copy = (text: () => string) => () =>
    void report(() => navigator.clipboard.writeText(text()).then(() => m.chart_copied()));
  const save = (text: () => string, name: string) => () =>
    void report(async () => {
      const path = await saveFile({ name, contents: text() });
      return path === null ? null : m.chart_saved({ path });
    });
  return [
    { label: m.runs_save_csv(), icon: FileDown, run: save(csv, 'runs.csv') },
    { label: m.runs_save_latex(), icon: FileDown, run: save(latex, 'runs.tex') },
    { label: m.runs_copy_csv(), icon: ClipboardCopy, apart: true, run: copy(csv) },
    { label: m.runs_copy_latex(), icon: ClipboardCopy, run: copy(latex) },
    {
      label: m.runs_import(),
      icon: FileUp,
      apart: true,
      run: () => void report(() => importRuns('files')),
    },
    {
      label: m.runs_import_folder(),
      icon: FolderUp,
      run: () => void report(() => importRuns('folders')),
    },
  ];
}

/** Takes over what another program recorded; event files are chosen together. */
async function importRuns(what: Choosable): Promise<string | null> {
  const paths = await chooseFiles(what);
  if (paths.length === 0) return null;
  let count = 0;
  for (const path of paths) {
    const projectId = project()?.id;
    const runs = await request('runs.import', { path, ...(projectId && { projectId }) });
    for (const run of runs) applyRun(run);
    count += runs.length;
  }
  return m.runs_imported({ count });
}

async function report(work: () => Promise<string | null>): Promise<void> {
  try {
    const message = await work();
    if (message !== null) toast({ tone: 'good', message });
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
  }
}
