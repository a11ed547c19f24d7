/**
 * Runs operations of the addon in a process of its own, for the environment that it was started
 * with: a list of calls as JSON on the standard input, the instruction set and their results as
 * JSON on the standard output. An input may be `{ result: [call, output] }` of an earlier call.
 *
 *     node run-operations.mjs ADDON
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';

util.isNullOrUndefined ??= (value) => value == null;
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-node');
const addon = require(process.argv[2]);
addon.register();
const backend = tf.backend();
const { binding } = backend;

const results = [];
for (const { operation, attributes, inputs, outputs } of JSON.parse(readFileSync(0, 'utf8'))) {
  const tensors = inputs.map(({ result, shape, values, dtype }) =>
    result ? results[result[0]][result[1]] : tf.tensor(values, shape, dtype),
  );
  const given = Object.entries(attributes).map(([name, value]) => ({
    name,
    type: typeof value === 'boolean' ? binding.TF_ATTR_BOOL : binding.TF_ATTR_INT,
    value,
  }));
  results.push(backend.executeMultipleOutputs(operation, given, tensors, outputs));
}
const plain = results.map((list) => list.map((tensor) => Array.from(tensor.dataSync())));
process.stdout.write(`\n${JSON.stringify({ isa: addon.facts().isa, results: plain })}`);
