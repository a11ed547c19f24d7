import { type Settings, UnrollError } from '../../contract/index.ts';

/**
 * Whether `torch.nn` has a stack of layers like that of a run.
 * @throws UnrollError where layers have shortcuts between them or attend to past states: under the
 *   names of `nn.LSTM` the weights would load and compute something else
 */
export function expectTorchStack(settings: Settings): void {
  const { layer_connection: connection = 'plain', past_attention: attention = 'none' } = settings;
  if (connection !== 'plain') {
    throw refusal('layer_connection', `connects its layers by ${String(connection)}`);
  }
  if (attention !== 'none') throw refusal('past_attention', 'attends to past states');
}

function refusal(where: string, what: string): UnrollError {
  return new UnrollError({
    code: 'no-such-stack-there',
    message: `The run ${what}, and nn.RNN, nn.LSTM and nn.GRU of PyTorch know plain stacks only: the weights would load and compute something else.`,
    where,
    hint: `Train with ${where} ${where === 'layer_connection' ? 'plain' : 'none'} to exchange weights; the checkpoints of this run, best.safetensors among them, hold its weights under their own names.`,
  });
}
