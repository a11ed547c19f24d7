import type { Settings } from '../../contract/index.ts';
import type { PlainTensor, TorchExport } from './torch-names.ts';

export interface ExportFacts {
  readonly run: string;
  readonly task: string;
  readonly settings: Settings;
  /** Measured with these weights: `val/nats`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Names of the files beside the weights. */
  readonly files: readonly string[];
}

/** What stands beside exported weights: what they are, how PyTorch loads them. */
export function readMe(facts: ExportFacts, exported: TorchExport): string {
  const { run, task, metrics, files } = facts;
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
  return [
    `# ${run}`,
    '',
    `A network for ${task}, trained with Unroll. \`config.json\` holds every setting.`,
    ...(figures.length === 0 ? [] : ['', `Measured: ${figures.join(', ')}.`]),
    '',
    '## Tensors',
    '',
    'Names and layouts are those of `torch.nn`: gates of an LSTM in the order input, forget, candidate, output; of a GRU reset, update, candidate, with the reset after the product; matrices as (output, input).',
    '',
    '| Tensor | Shape |',
    '|---|---|',
    ...[...exported.tensors].map(([name, { shape }]) => `| \`${name}\` | ${shape.join(' × ')} |`),
    ...ownPart(exported),
    '',
    '## Loading',
    '',
    '```python',
    ...loading(facts, exported.tensors),
    '```',
    ...filePart(files),
    '',
  ].join('\n');
}

function ownPart({ own }: TorchExport): string[] {
  if (own.length === 0) return [];
  const names = own.map((name) => `\`${name}\``).join(', ');
  return [
    '',
    `PyTorch has no module for ${names}: these stand under Unroll's names, in its layouts (gates in columns).`,
  ];
}

/** Python that makes the modules; the task's own wiring beyond a language model is not code here. */
function loading(
  { task, settings, files }: ExportFacts,
  tensors: ReadonlyMap<string, PlainTensor>,
): string[] {
  const isState = files.includes('model.pt');
  const module = isState ? 'torch' : 'safetensors.torch';
  const call = isState
    ? 'torch.load("model.pt", weights_only=True)'
    : 'safetensors.torch.load_file("model.safetensors")';
  const input = tensors.get('rnn.weight_ih_l0');
  if (task !== 'language-model' || input === undefined) {
    return [`import ${module}`, '', `weights = ${call}`];
  }
  return [
    ...(isState ? [] : ['import safetensors.torch']),
    'import torch',
    '',
    ...languageModelClass(settings, tensors),
    '',
    'model = LanguageModel().eval()',
    `model.load_state_dict(${call})`,
  ];
}

function languageModelClass(
  settings: ExportFacts['settings'],
  tensors: ReadonlyMap<string, PlainTensor>,
): string[] {
  const kind = { rnn: 'RNN', lstm: 'LSTM', gru: 'GRU' }[String(settings['cell'])];
  const [rows, width] = tensors.get('embedding.weight')!.shape;
  const [outputs, read] = tensors.get('output.weight')!.shape;
  const hidden = settings['hidden_size'];
  const layers = settings['num_layers'];
  const projection = tensors.get('projection.weight');
  return [
    'class LanguageModel(torch.nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    `        self.embedding = torch.nn.Embedding(${rows}, ${width})`,
    `        self.rnn = torch.nn.${kind}(${width}, ${hidden}, num_layers=${layers}, batch_first=True)`,
    ...(projection
      ? [
          `        self.projection = torch.nn.Linear(${projection.shape[1]}, ${projection.shape[0]})`,
        ]
      : []),
    `        self.output = torch.nn.Linear(${read}, ${outputs})`,
    '',
    '    def forward(self, tokens, state=None):',
    '        hidden, state = self.rnn(self.embedding(tokens), state)',
    `        return self.output(${projection ? 'self.projection(hidden)' : 'hidden'}), state`,
  ];
}

const meanings: Readonly<Record<string, string>> = {
  'vocabulary.json': 'the tokens by number',
  'tokenizer.json': 'the tokenizer, for the library tokenizers',
  'check.safetensors': 'an example: what is read, and what the network gives',
};

export function filePart(files: readonly string[]): string[] {
  const told = files.filter((name) => meanings[name] !== undefined);
  if (told.length === 0) return [];
  return ['', '## Beside it', '', ...told.map((name) => `- \`${name}\`: ${meanings[name]}`)];
}
