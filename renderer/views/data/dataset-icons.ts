import type { LucideIcon } from '@lucide/svelte';
import AudioLines from '@lucide/svelte/icons/audio-lines';
import FileText from '@lucide/svelte/icons/file-text';
import Languages from '@lucide/svelte/icons/languages';
import Music from '@lucide/svelte/icons/music';
import Shapes from '@lucide/svelte/icons/shapes';
import Table from '@lucide/svelte/icons/table-2';
import type { Dataset } from '../../../src/contract/index.ts';

/** By the kind of data. */
export const datasetIcons: Readonly<Record<Dataset['summary']['kind'], LucideIcon>> = {
  table: Table,
  text: FileText,
  parallel: Languages,
  audio: AudioLines,
  sequences: Shapes,
  music: Music,
};
