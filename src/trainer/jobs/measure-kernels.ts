import { loadBackend } from '../../backend/tensorflow.ts';
import type { JobOf } from '../../contract/index.ts';
import { chooseByMeasurement, KernelRecord } from '../../kernels/index.ts';
import type { JobHost } from '../job-host.ts';
import { version } from '../version.ts';

/** Lets the fastest kernel be found by measurement, and tells of every new one. */
export async function measureKernelsFor(
  { kernelTimes }: Pick<JobOf<'train'>, 'kernelTimes'>,
  host: JobHost,
): Promise<void> {
  const { tensorflow, threads, processor } = await loadBackend();
  if (kernelTimes === undefined) return chooseByMeasurement(null);
  const machine = `${processor}, ${threads} threads, TensorFlow ${tensorflow}, Unroll ${version}`;
  chooseByMeasurement(new KernelRecord(kernelTimes, machine), (shapes, times) => {
    const list = Object.entries(times).map(([id, time]) => `${id} ${time.toPrecision(3)} ms`);
    const message = `Kernels measured for ${shapes}: ${list.join(', ')}.`;
    host.send({
      type: 'event',
      level: 'info',
      code: 'kernels-measured',
      message,
      step: null,
      data: { shapes, times: list.join(', ') },
    });
  });
}
