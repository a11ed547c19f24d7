import { UnrollError } from '../../contract/index.ts';
import { tensorsOf, torchNames } from '../pickle/torch-objects.ts';
import { unpickle } from '../pickle/unpickler.ts';
import { isZip, unzip } from './unzip.ts';
import type { WeightFormat } from './weight-file.ts';

/**
 * What torch.save writes since PyTorch 1.6: a zip archive of one pickle, `NAME/data.pkl`, and one
 * member for each storage, `NAME/data/KEY`.
 */
export const torchArchive: WeightFormat = {
  id: 'pytorch',
  label: 'PyTorch state dictionary',
  extensions: ['.pt', '.pth', '.bin', '.ckpt'],
  recognises: (head, name) => isZip(head) && !name.endsWith('.keras'),
  async read(bytes, source) {
    const members = await unzip(bytes, source);
    const pickle = [...members.keys()].find((name) => /(^|\/)data\.pkl$/.test(name));
    if (pickle === undefined) throw noStateDictionary(source);
    const folder = pickle.slice(0, -'data.pkl'.length);
    const order = members.get(`${folder}byteorder`);
    if (order !== undefined && Buffer.from(order).toString().trim() === 'big') {
      throw bigEndian(source);
    }
    const { value } = unpickle(members.get(pickle)!, torchNames(source), source);
    const tensors = tensorsOf(value, (key) => members.get(`${folder}data/${key}`), source);
    return { format: 'pytorch', label: this.label, tensors };
  },
};

function noStateDictionary(source: string): UnrollError {
  return new UnrollError({
    code: 'no-state-dictionary',
    message: `${source} is a zip archive without the data.pkl that torch.save writes.`,
    where: source,
    hint: 'Store the weights with torch.save(model.state_dict(), FILE), or as safetensors.',
  });
}

function bigEndian(source: string): UnrollError {
  return new UnrollError({
    code: 'big-endian-weights',
    message: `${source} was written on a machine that puts the high byte first, which Unroll does not read.`,
    where: source,
    hint: 'Store the weights as safetensors there.',
  });
}
