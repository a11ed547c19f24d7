import { type Settings, UnrollError } from '../../contract/index.ts';

/**
 * Whether `torch.nn` has a stack of layers like that of a run.
 * @throws UnrollError where layers have shortcuts between them: under the names of `nn.LSTM` the
 *   weights would load and compute something else
 */
export function expectTorchStack(settings: Settings): void {
  const { layer_connection: connection = 'plain' } = settings;
  if (connection === 'plain') return;
  throw new UnrollError({
    code: 'no-such-stack-there',
    message: `The run connects its layers by ${String(connection)}, and nn.RNN, nn.LSTM and nn.GRU of PyTorch know plain stacks only: the weights would load and compute something else.`,
    where: 'layer_connection',
    hint: 'Train with layer_connection plain to exchange weights; the checkpoints of this run, best.safetensors among them, hold its weights under their own names.',
  });
}
