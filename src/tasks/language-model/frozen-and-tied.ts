import { UnrollError } from '../../contract/index.ts';

export function frozenAndTied(): UnrollError {
  return new UnrollError({
    code: 'frozen-and-tied',
    message: 'An embedding that stays as it is cannot be the output layer that is learnt too.',
    where: 'freeze_embedding',
    hint: 'Switch off freeze_embedding or tie_weights.',
  });
}
