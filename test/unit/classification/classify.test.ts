import { describe, expect, it } from 'vitest';
import { createClassificationService } from '../../../src/classification/classify.ts';
import { toLightCurve } from '../../../src/domain/light-curve.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { fakeClassifiers } from '../../fakes/classifiers.ts';
import { fakeExtractor } from '../../fakes/extractor.ts';
import { memoryStore } from '../../fakes/memory-store.ts';
import { syntheticLightCurve } from '../../synthetic-light-curve.ts';

const lightCurve = (objectId = 'star', points = 20) =>
  toLightCurve(syntheticLightCurve(objectId, points, 100));

/** The use case over fakes, and how often each of them was asked. */
function serviceWithCounts(overrides: { readonly memoSize?: number } = {}) {
  const extractor = fakeExtractor();
  const store = memoryStore();
  const counts = { extract: 0, find: 0, save: 0 };
  const service = createClassificationService({
    extractor: {
      ...extractor,
      async extract(...asked) {
        counts.extract += 1;
        return extractor.extract(...asked);
      },
    },
    classifiers: fakeClassifiers(),
    store: {
      ...store,
      async find(key) {
        counts.find += 1;
        return store.find(key);
      },
      async save(record) {
        counts.save += 1;
        return store.save(record);
      },
    },
    memoSize: overrides.memoSize ?? 100,
  });
  return { service, store, counts };
}

describe('classify', () => {
  it('computes and stores a new light curve, and remembers it', async () => {
    const { service, counts } = serviceWithCounts();
    const first = await service.classify(lightCurve());
    const second = await service.classify(lightCurve());
    expect(first.classification.cached).toBe(false);
    expect(Object.keys(first.timings)).toEqual(['extract', 'infer', 'store']);
    expect(second.classification).toEqual({ ...first.classification, cached: true });
    expect(Object.keys(second.timings)).toEqual(['memo']);
    expect(counts).toEqual({ extract: 1, find: 1, save: 1 });
  });

  it('takes what the memo has forgotten from the store', async () => {
    const { service, counts } = serviceWithCounts({ memoSize: 1 });
    const first = await service.classify(lightCurve());
    await service.classify(lightCurve('another'));
    const again = await service.classify(lightCurve());
    expect(again.classification).toEqual({ ...first.classification, cached: true });
    expect(Object.keys(again.timings)).toEqual(['store']);
    expect(counts.extract).toBe(2);
  });

  it('computes once for all who ask at the same time', async () => {
    const { service, counts } = serviceWithCounts();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => service.classify(lightCurve())),
    );
    expect(new Set(answers.map(({ classification }) => classification.classifiedAt)).size).toBe(1);
    expect(counts).toEqual({ extract: 1, find: 1, save: 1 });
  });

  it('keeps objects, contents and classifiers apart', async () => {
    const { service, counts } = serviceWithCounts();
    await service.classify(lightCurve());
    await service.classify(lightCurve('another'));
    await service.classify(lightCurve('star', 21));
    const other = await service.classify(lightCurve(), { classifier: 'fake@1.0.0' });
    expect(other.classification).toMatchObject({ classifier: 'fake@1.0.0', cached: false });
    expect(counts.extract).toBe(4);
  });

  it('classifies anew what another model file of the same name and version answered', async () => {
    const { service, store } = serviceWithCounts();
    const old = (await service.classify(lightCurve())).classification;
    const retrained = createClassificationService({
      extractor: fakeExtractor(),
      classifiers: fakeClassifiers('a'.repeat(64)),
      store,
      memoSize: 100,
    });
    expect((await retrained.classify(lightCurve())).classification).toMatchObject({
      classifier: old.classifier,
      modelSha256: 'a'.repeat(64),
      cached: false,
    });
  });

  it('gives no answer that is not stored, and tries again', async () => {
    const { service, store } = serviceWithCounts();
    const save = store.save.bind(store);
    let failures = 1;
    const failing = createClassificationService({
      extractor: fakeExtractor(),
      classifiers: fakeClassifiers(),
      memoSize: 100,
      store: {
        ...store,
        async save(record) {
          failures -= 1;
          if (failures >= 0) throw new Problem('STORE_UNAVAILABLE', 'The store is away');
          return save(record);
        },
      },
    });
    await expect(failing.classify(lightCurve())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect((await failing.classify(lightCurve())).classification.cached).toBe(false);
    expect((await service.classify(lightCurve())).classification.cached).toBe(true);
  });

  it('remembers a truncated light curve and stores nothing of it', async () => {
    const { service, store, counts } = serviceWithCounts();
    const truncated = { to: '16d', endMjd: 58_216, detectionsLeftOut: 7, stored: false } as const;
    const first = await service.classify(lightCurve(), { truncated });
    expect(first.classification).toMatchObject({ truncated, cached: false });
    expect(Object.keys(first.timings)).toEqual(['extract', 'infer']);
    const second = await service.classify(lightCurve(), { truncated });
    expect(second.classification).toEqual({ ...first.classification, cached: true });
    expect(counts).toEqual({ extract: 1, find: 0, save: 0 });
    expect(await store.object('star')).toBeUndefined();

    // The same content as a light curve of its own is stored before it is answered.
    const whole = await service.classify(lightCurve());
    expect(whole.classification).not.toHaveProperty('truncated');
    expect(whole.classification.cached).toBe(false);
    expect(counts).toEqual({ extract: 2, find: 1, save: 1 });
  });

  it('keeps the annotations that come with a light curve it knows', async () => {
    const { service, store } = serviceWithCounts();
    await service.classify({ ...lightCurve(), annotations: { visit: 1 } });
    await service.classify({ ...lightCurve(), annotations: { visit: 2 } });
    await service.classify(lightCurve());
    expect((await store.lightCurve('star'))?.annotations).toEqual({ visit: 2 });
  });

  it('refuses a classifier that is not served', async () => {
    const { service } = serviceWithCounts();
    await expect(service.classify(lightCurve(), { classifier: 'oak' })).rejects.toMatchObject({
      code: 'CLASSIFIER_NOT_FOUND',
    });
  });
});

describe('features', () => {
  it('stores nothing, and gives null where there is no value', async () => {
    const { service, store, counts } = serviceWithCounts();
    const { answer, timings } = await service.features(lightCurve());
    expect(answer.features).toEqual({ Amplitude_1: expect.any(Number), 'g-r_max': null });
    expect(Object.keys(timings)).toEqual(['extract']);
    expect(counts.save).toBe(0);
    expect(await store.object('star')).toBeUndefined();
  });

  it('refuses a feature set that is not known', async () => {
    const { service } = serviceWithCounts();
    await expect(service.features(lightCurve(), 'alerce-2021@9')).rejects.toMatchObject({
      code: 'FEATURE_SET_NOT_FOUND',
    });
  });
});
