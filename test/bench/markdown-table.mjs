#!/usr/bin/env node
/**
 * Prints what `npm run bench -- --json FILE` wrote as the table of docs/benchmarks.md:
 * `node test/bench/markdown-table.mjs FILE`.
 */
import { readFileSync } from 'node:fs';

const { machine, rows } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const figure = (value) => (value === undefined ? '–' : Number(value.toPrecision(3)).toString());
const share = (value) => (value === undefined ? '–' : `${(100 * value).toFixed(0)} %`);

const { fp32_gflops: fp32, bf16_gflops: bf16 } = machine.peak;
console.log(
  `${machine.processor}, ${machine.threads} threads, peak ${fp32} GFLOPS in fp32 and ${bf16 ?? 'none'} in bf16; TensorFlow ${machine.tensorflow}, PyTorch ${machine.pytorch ?? 'none'}, Node ${machine.node}; load ${machine.load.join(' before and ')} after; ${machine.date.slice(0, 10)}.`,
);
console.log('\n| Row | Unroll | Peer | | Ratio | Spread | Turns | Of the peak |');
console.log('|---|---|---|---|---|---|---|---|');
for (const row of rows) {
  const unit = row.ours_mb === undefined ? 'ms' : 'MB';
  const ours = `${figure(row.ours_ms ?? row.ours_mb)} ${unit}`;
  const theirs = row.peer === null ? '–' : `${figure(row.peer_ms ?? row.peer_mb)} ${unit}`;
  const ratio = row.ratio === undefined ? '–' : `**${row.ratio.toFixed(2)}**`;
  console.log(
    `| ${row.work} | ${ours} | ${theirs} | ${row.peer ?? ''} | ${ratio} | ${share(row.spread)} | ${row.repeats} | ${share(row.share_of_peak)} |`,
  );
}
