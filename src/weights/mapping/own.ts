import { unrollTensors } from '../own-tensors.ts';
import type { MappingLedger } from './ledger.ts';

/** Checkpoints of Unroll itself carry the very names. */
export function mapOwn(ledger: MappingLedger): void {
  const { file, targets } = ledger;
  for (const [target, tensor] of unrollTensors(file, targets)) {
    const { shape, values } = file.tensors.get(tensor)!;
    const wanted = targets.get(target)!;
    if (shape.join() === wanted.join())
      ledger.take(target, { name: tensor, tensors: [tensor] }, 'as it is', values);
    else ledger.refuse([target], `the file has the shape ${shape.join(' × ')}`);
  }
}
