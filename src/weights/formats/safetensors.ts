import { readRawSafetensors } from '../../models/safetensors.ts';
import { type ElementType, toSingle } from './numbers.ts';
import type { WeightFormat, WeightTensor } from './weight-file.ts';

const types: Readonly<Record<string, ElementType>> = {
  ...{ F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16', BOOL: 'bool' },
  ...{ I64: 'int64', I32: 'int32', I16: 'int16', I8: 'int8' },
  ...{ U64: 'uint64', U32: 'uint32', U16: 'uint16', U8: 'uint8' },
};

/** The format of huggingface/safetensors, whatever program's names are in it. */
export const safetensors: WeightFormat = {
  id: 'safetensors',
  label: 'safetensors',
  extensions: ['.safetensors'],
  recognises: (head, name) => name.endsWith('.safetensors') || (head[8] === 0x7b && head[7] === 0),
  async read(bytes, source) {
    const tensors = new Map<string, WeightTensor>();
    for (const [name, tensor] of readRawSafetensors(bytes, source).tensors) {
      const values = () => toSingle(tensor.bytes, types[tensor.dtype]!);
      tensors.set(name, { shape: tensor.shape, type: tensor.dtype, values });
    }
    return { format: 'safetensors', label: 'safetensors', tensors };
  },
};
