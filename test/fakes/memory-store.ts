import { validationProblem } from '../../src/domain/faults.ts';
import { toLightCurveBody } from '../../src/domain/light-curve.ts';
import type {
  ClassificationKey,
  ClassificationRecord,
  ClassificationStore,
  HistoryQuery,
  StoredClassification,
} from '../../src/store/classification-store.ts';

const isOf = (record: ClassificationRecord, key: ClassificationKey) =>
  record.classification.objectId === key.objectId &&
  record.classification.inputHash === key.inputHash &&
  record.classification.classifier === key.classifier &&
  record.classification.modelSha256 === key.modelSha256;

const isBy = ({ classifier }: StoredClassification, reference: string) =>
  classifier === reference || classifier.startsWith(`${reference}@`);

/** Keeps everything in an array, oldest first; a cursor is the number of items to skip. */
export function memoryStore(): ClassificationStore {
  const records: ClassificationRecord[] = [];
  const newestFirst = (objectId: string) =>
    records.filter((record) => record.classification.objectId === objectId).toReversed();

  return {
    async ping() {},
    async find(key) {
      return records.find((record) => isOf(record, key))?.classification;
    },
    async save(record) {
      const before = await this.find(record.classification);
      if (before !== undefined) return before;
      records.push(record);
      return record.classification;
    },
    async annotate(lightCurve, inputHash) {
      const { objectId } = lightCurve;
      for (const [index, record] of records.entries()) {
        const { classification } = record;
        if (classification.objectId === objectId && classification.inputHash === inputHash) {
          records[index] = { ...record, lightCurve };
        }
      }
    },
    async object(objectId) {
      const all = newestFirst(objectId);
      const [newest] = all;
      const oldest = all.at(-1);
      if (newest === undefined || oldest === undefined) return undefined;
      const current = new Map<string, StoredClassification>();
      for (const { classification } of all.toReversed()) {
        current.set(classification.classifier, classification);
      }
      return {
        objectId,
        survey: newest.lightCurve.survey,
        ra: newest.lightCurve.position?.ra ?? null,
        dec: newest.lightCurve.position?.dec ?? null,
        firstClassifiedAt: oldest.classification.classifiedAt,
        lastClassifiedAt: newest.classification.classifiedAt,
        classifications: [...current.values()],
      };
    },
    async history(objectId, { classifier, asOf, limit, cursor = '0' }: HistoryQuery) {
      const skipped = Number(cursor);
      if (!Number.isInteger(skipped)) {
        throw validationProblem([{ pointer: '/query/cursor', detail: 'is not one of ours' }]);
      }
      const all = newestFirst(objectId).map(({ classification }) => classification);
      if (all.length === 0) return undefined;
      const asked = all
        .filter((one) => classifier === undefined || isBy(one, classifier))
        .filter((one) => asOf === undefined || new Date(one.classifiedAt) <= asOf);
      const next = skipped + limit;
      return {
        items: asked.slice(skipped, next),
        nextCursor: next < asked.length ? String(next) : null,
      };
    },
    async features(objectId) {
      return newestFirst(objectId)[0]?.features;
    },
    async lightCurve(objectId) {
      const [newest] = newestFirst(objectId);
      return newest === undefined ? undefined : toLightCurveBody(newest.lightCurve);
    },
    async close() {},
  };
}
