import { UnrollError } from '../../../contract/index.ts';

export function noGraph(): UnrollError {
  return new UnrollError({
    code: 'no-graph',
    message: 'channels = graph, but the file says nothing of how its columns are linked.',
    where: 'channels',
    hint: 'Use a graph file (JSON with edges), or choose channels = independent or joint.',
  });
}
