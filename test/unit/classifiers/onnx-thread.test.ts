import { describe, expect, it, onTestFinished } from 'vitest';
import { OnnxThread } from '../../../src/classifiers/onnx-thread.ts';
import { tinyFile, tinyManifest } from './tiny-model.ts';

const DYING_WORKER = new URL('./fixtures/dying-worker.mjs', import.meta.url);
const DEADLY = 666;

async function threadWithTiny(worker?: URL): Promise<OnnxThread> {
  const thread = new OnnxThread(worker);
  onTestFinished(() => thread.close());
  await thread.load(tinyFile(await tinyManifest()));
  return thread;
}

const run = (thread: OnnxThread, first = 0.5) =>
  thread.run('tiny@1.0.0', 1, new Float32Array([first, 0, 0, 0]));

describe('the ONNX thread', () => {
  it('says what goes in and comes out of a model', async () => {
    const thread = new OnnxThread();
    onTestFinished(() => thread.close());
    expect(await thread.load(tinyFile(await tinyManifest()))).toEqual({
      inputs: [{ name: 'features', type: 'float32', shape: ['N', 4] }],
      outputs: [
        { name: 'probabilities', type: 'float32', shape: ['N', 5] },
        { name: 'branches', type: 'float32', shape: ['N', 3] },
      ],
    });
  });

  it('answers many rows as it answers them one by one', async () => {
    const thread = await threadWithTiny();
    const rows = [
      [-1, 0.3, Number.NaN, 2],
      [0, 0, 0, 0],
      [3, -2, 1, Number.NaN],
    ];
    const together = await thread.run('tiny@1.0.0', 3, new Float32Array(rows.flat()));
    const single = await Promise.all(
      rows.map((row) => thread.run('tiny@1.0.0', 1, new Float32Array(row))),
    );
    expect([...together.probabilities]).toEqual(single.flatMap((one) => [...one.probabilities]));
    expect([...together.branches]).toEqual(single.flatMap((one) => [...one.branches]));
  });

  it('leaves the event loop to others while it computes', async () => {
    const thread = await threadWithTiny();
    let answered = false;
    let ticks = 0;
    const tick = () => {
      if (answered) return;
      ticks += 1;
      setImmediate(tick);
    };
    setImmediate(tick);
    const rows = 200_000;
    await thread.run('tiny@1.0.0', rows, new Float32Array(rows * 4));
    answered = true;
    expect(ticks).toBeGreaterThan(100);
  });

  it('answers with an error what the model cannot compute, and goes on', async () => {
    const thread = await threadWithTiny();
    await expect(thread.run('tiny@1.0.0', 1, new Float32Array(3))).rejects.toThrow(/dimension/);
    await expect(thread.run('pine@1.0.0', 1, new Float32Array(4))).rejects.toThrow(
      'pine@1.0.0 was not loaded',
    );
    expect((await run(thread)).probabilities).toHaveLength(5);
  });

  it('rejects what was under way when it died, and starts again with the same models', async () => {
    const thread = await threadWithTiny(DYING_WORKER);
    const before = await run(thread);
    const underWay = [run(thread, DEADLY), run(thread)];
    for (const outcome of await Promise.allSettled(underWay)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'INTERNAL_ERROR' } });
    }
    await expect(underWay[0]).rejects.toThrow(/ended before it answered/);
    expect(await run(thread)).toEqual(before);
  });

  it('is not started again without end', async () => {
    const thread = await threadWithTiny(DYING_WORKER);
    for (let death = 0; death < 3; death += 1) {
      await expect(run(thread, DEADLY)).rejects.toThrow(/ended before it answered/);
    }
    await expect(run(thread)).rejects.toThrow(
      /ended 3 times in a row and is not started again; the service must be restarted/,
    );
  });

  it('forgets its deaths once it has answered', async () => {
    const thread = await threadWithTiny(DYING_WORKER);
    for (let death = 0; death < 4; death += 1) {
      await expect(run(thread, DEADLY)).rejects.toThrow(/ended before it answered/);
      await run(thread);
    }
  });

  it('rejects what is under way when it is closed, and everything after', async () => {
    const thread = await threadWithTiny();
    const rows = 50_000;
    const underWay = thread.run('tiny@1.0.0', rows, new Float32Array(rows * 4));
    const closing = thread.close();
    await expect(underWay).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await closing;
    await thread.close();
    await expect(run(thread)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
