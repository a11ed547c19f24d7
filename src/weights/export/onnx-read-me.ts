import type { GraphValue } from '../../models/onnx/index.ts';
import { type ExportFacts, filePart } from './read-me.ts';

/** What stands beside a network as ONNX: what goes in, what comes out, how Python runs it. */
export function onnxReadMe(
  { run, task, metrics, files }: ExportFacts,
  values: readonly GraphValue[],
): string {
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
  return [
    `# ${run}`,
    '',
    `A network for ${task}, trained with Unroll, as an ONNX graph (operators of version 17). \`config.json\` holds every setting.`,
    ...(figures.length === 0 ? [] : ['', `Measured: ${figures.join(', ')}.`]),
    '',
    '## Inputs and outputs',
    '',
    '| | Name | Type | Shape | |',
    '|---|---|---|---|---|',
    ...values.map(
      ({ role, name, type, shape, about }) =>
        `| ${role} | \`${name}\` | ${type} | ${shape.join(' × ')} | ${about} |`,
    ),
    '',
    '## Running',
    '',
    '```python',
    'import onnxruntime',
    'import safetensors.numpy',
    '',
    'session = onnxruntime.InferenceSession("model.onnx")',
    'example = safetensors.numpy.load_file("check.safetensors")',
    'kinds = {"tensor(float)": "float32", "tensor(int64)": "int64", "tensor(int32)": "int32"}',
    'inputs = {one.name: example[one.name].astype(kinds[one.type]) for one in session.get_inputs()}',
    'answers = session.run(None, inputs)',
    '```',
    ...filePart(files),
    '',
  ].join('\n');
}
