import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModelError } from '../../../src/classifiers/model-error.ts';
import { checkSignature } from '../../../src/classifiers/model-folder.ts';
import { loadClassifiers } from '../../../src/classifiers/registry.ts';
import { Problem } from '../../../src/domain/problem.ts';
import {
  expectedRows,
  FEATURE_SETS,
  modelsDirectory,
  putModel,
  renamed,
  rowOf,
  scoredGraph,
  tinyManifest,
} from './tiny-model.ts';

async function load(directory: string, reference?: string) {
  const registry = await loadClassifiers({
    directory,
    featureSets: FEATURE_SETS,
    default: reference,
  });
  onTestFinished(() => registry.close());
  return registry;
}

async function directoryWith(...models: Parameters<typeof putModel>[1][]): Promise<string> {
  const directory = await modelsDirectory();
  for (const model of models) await putModel(directory, model);
  return directory;
}

describe('a registry', () => {
  it('gives the probabilities that training gave, missing values included', async () => {
    const registry = await load(await directoryWith({}));
    const rows = await expectedRows();
    expect(rows.some((row) => row.features.includes(null))).toBe(true);
    for (const row of rows) {
      const answer = await registry.default.classify(rowOf(row.features));
      expect(Object.keys(answer.probabilities)).toEqual(Object.keys(row.probabilities));
      expect(Object.keys(answer.branches)).toEqual(Object.keys(row.branches));
      for (const [name, value] of [
        ...Object.entries(answer.probabilities),
        ...Object.entries(answer.branches),
      ]) {
        expect(value).toBeCloseTo({ ...row.probabilities, ...row.branches }[name] ?? -1, 5);
      }
    }
  });

  it('gives probabilities that sum to 1, and branches that are the sums over their classes', async () => {
    const registry = await load(await directoryWith({}));
    for (const row of await expectedRows()) {
      const { probabilities: p, branches } = await registry.default.classify(rowOf(row.features));
      const sum = Object.values(p).reduce((part, value) => part + value, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      expect(branches.Transient).toBeCloseTo((p.SNIa ?? 0) + (p.SNII ?? 0), 12);
      expect(branches.Stochastic).toBeCloseTo(p.YSO ?? 0, 12);
      expect(branches.Periodic).toBeCloseTo((p.E ?? 0) + (p.RRL ?? 0), 12);
    }
  });

  it('gives an outlier score where the model has one, else null', async () => {
    const scored = await scoredGraph();
    const registry = await load(await directoryWith({ graph: () => scored }));
    const plain = await load(await directoryWith({}));
    for (const row of await expectedRows()) {
      const answer = await registry.default.classify(rowOf(row.features));
      const largest = Math.max(...Object.values(answer.branches));
      expect(answer.outlierScore).toBeCloseTo(1 - largest, 6);
      expect(await plain.default.classify(rowOf(row.features))).toEqual({
        ...answer,
        outlierScore: null,
      });
    }
  });

  it('refuses a row of another width', async () => {
    const registry = await load(await directoryWith({}));
    await expect(registry.default.classify(new Float64Array(3))).rejects.toThrow(
      'tiny@1.0.0 takes 4 features, not 3',
    );
  });

  const versions = ['1.2.3', '1.10.0', '1.9.0'].map((version) => ({ manifest: { version } }));

  it('finds a version exactly, and the newest by name', async () => {
    const registry = await load(await directoryWith(...versions));
    expect(registry.all).toHaveLength(3);
    expect(registry.find('tiny').id).toBe('tiny@1.10.0');
    expect(registry.find('tiny@1.2.3').id).toBe('tiny@1.2.3');
  });

  it.each(['tiny@1.2', 'tiny@9.9.9', 'pine', ''])(
    'does not find %j, and says what there is',
    async (reference) => {
      const registry = await load(await directoryWith({}));
      const find = () => registry.find(reference, '/path/classifier');
      expect(find).toThrow(Problem);
      expect(find).toThrow(
        expect.objectContaining({
          code: 'CLASSIFIER_NOT_FOUND',
          errors: [{ pointer: '/path/classifier', detail: expect.any(String) }],
        }),
      );
      expect(find).toThrow(/there is tiny@1\.0\.0\./);
    },
  );

  it('takes larch as the default, else the first name, in the newest version', async () => {
    const named = (name: string, version: string) => ({ manifest: { name, version } });
    const others = [named('aspen', '1.0.0'), named('larch-2021', '9.0.0')];
    const larches = [named('larch', '1.9.0'), named('larch', '1.10.0')];
    expect((await load(await directoryWith(...others, ...larches))).default.id).toBe(
      'larch@1.10.0',
    );
    expect((await load(await directoryWith(...others))).default.id).toBe('aspen@1.0.0');
    expect((await load(await directoryWith(...versions))).default.id).toBe('tiny@1.10.0');
  });

  it('takes the default that is asked for', async () => {
    const directory = await directoryWith(...versions);
    expect((await load(directory, 'tiny@1.9.0')).default.id).toBe('tiny@1.9.0');
    expect((await load(directory, 'tiny')).default.id).toBe('tiny@1.10.0');
    await expect(load(directory, 'pine')).rejects.toThrow(
      'the default classifier pine is not among the models (tiny@1.10.0, tiny@1.2.3, tiny@1.9.0): choose one of them',
    );
  });

  it('closes twice as once, and refuses what comes after', async () => {
    const registry = await load(await directoryWith({}));
    await Promise.all([registry.close(), registry.close()]);
    await expect(registry.close()).resolves.toBeUndefined();
    await expect(registry.default.classify(new Float64Array(4))).rejects.toMatchObject({
      code: 'SHUTTING_DOWN',
    });
  });
});

describe('a model folder', () => {
  it('may hold everything that can be said of a model', async () => {
    const summary = {
      testObjects: 100,
      accuracy: 0.9,
      macroF1: 0.7,
      expectedCalibrationError: 0.02,
      logLoss: 0.3,
    };
    const ofLength = { ...summary, supernovae: summary };
    const withInterval = { ...summary, macroF1Interval: [0.65, 0.75] };
    const score = { precision: 0.8, recall: 0.7, f1: 0.75, testObjects: 20 };
    const intervals = { precisionInterval: [0.7, 0.9], recallInterval: [0.5, 0.8] };
    const metrics = {
      ...withInterval,
      perClass: { SNIa: { ...score, f1Interval: [0.6, 0.85], ...intervals }, RRL: score },
      branches: summary,
      supernovae: withInterval,
      supernovaeInFolds: {
        ...withInterval,
        byDays: [{ days: 16, ...summary }],
        alerts: summary,
      },
      byDetections: [{ detections: 10, ...ofLength }],
      byDays: [{ days: 16, ...ofLength }],
      alerts: ofLength,
      alertPipeline: { ...withInterval, branches: summary },
      outlierAuroc: { SNIa: 0.9, RRL: null },
    };
    const registry = await load(await directoryWith({ manifest: { metrics } }));
    expect(registry.default.manifest.metrics).toEqual(metrics);
  });
});

describe('a model folder is refused', () => {
  const EQUAL = { SNIa: 0.2, SNII: 0.2, YSO: 0.2, E: 0.2, RRL: 0.2 };
  const refusals: [what: string, model: Parameters<typeof putModel>[1], message: RegExp][] = [
    [
      'where model.onnx has another hash',
      { manifest: { sha256: '0'.repeat(64) } },
      /model\.onnx has the SHA-256 [0-9a-f]{64}, but its model\.json says 0{64}: .*export the model again$/,
    ],
    [
      'where a feature is unknown',
      { manifest: { featureNames: ['Amplitude_1', 'Amplitude_2', 'g-r_mean', 'Girth_1'] } },
      /needs Girth_1, which alerce-2021@1 does not have: train it again/,
    ],
    [
      'where a feature is named twice',
      { manifest: { featureNames: ['Amplitude_1', 'Amplitude_2', 'g-r_mean', 'g-r_mean'] } },
      /names a feature twice/,
    ],
    [
      'where the feature set is unknown',
      { manifest: { featureSet: 'larch@7' } },
      /was trained on the feature set larch@7, but this version computes alerce-2021@1:/,
    ],
    [
      'where the number of features is not that of the graph',
      { manifest: { featureNames: ['Amplitude_1', 'Amplitude_2'] } },
      /must have the input features of type float32 and shape \[N, 2\], but it is float32 \[N, 4\]: export it again/,
    ],
    [
      'where the number of classes is not that of the graph',
      {
        manifest: {
          classes: ['SNIa', 'YSO', 'E', 'RRL'],
          priors: { SNIa: 0.25, YSO: 0.25, E: 0.25, RRL: 0.25 },
        },
      },
      /must have the output probabilities of type float32 and shape \[N, 4\], but it is float32 \[N, 5\]/,
    ],
    [
      'where the classes are in another order than in the graph',
      { manifest: { classes: ['YSO', 'SNIa', 'SNII', 'E', 'RRL'] } },
      /the order of classes in model\.json is wrong, export the model again/,
    ],
    [
      'where the branches are not those of the classes',
      { manifest: { branches: ['Transient', 'Periodic'] } },
      /exactly the branches of its classes, Transient, Stochastic, Periodic/,
    ],
    [
      'where a class has no prior',
      { manifest: { priors: { SNIa: 0.25, SNII: 0.25, YSO: 0.25, E: 0.25 } } },
      /must give a prior to each of its classes and to no other, .* they differ in RRL: export/,
    ],
    [
      'where a class has a prior that it does not know',
      { manifest: { priors: { ...EQUAL, RRL: 0.1, QSO: 0.1 } } },
      /they differ in QSO: export/,
    ],
    [
      'where the priors do not sum to 1',
      { manifest: { priors: { ...EQUAL, RRL: 0.20001 } } },
      /but their sum is 1\.00001\d*: export/,
    ],
    [
      'where a prior is not positive',
      { manifest: { priors: { ...EQUAL, YSO: 0, RRL: 0.4 } } },
      /model\.json is wrong at \/priors\/YSO \(.*\): export/,
    ],
    [
      'where an output is missing',
      { graph: renamed('branches', 'twiglets') },
      /lacks the output branches of type float32 and shape \[N, 3\] \(it has probabilities, twiglets\): export it again/,
    ],
    [
      'where the input has another name',
      { graph: renamed('features', 'antlers!') },
      /lacks the input features .* \(it has antlers!\)/,
    ],
    [
      'where model.onnx is damaged',
      { graph: (bytes) => bytes.subarray(0, 1000) },
      /model\.onnx is not a model that ONNX Runtime can load \(.*\): export it again/s,
    ],
    [
      'where its name is not that of the model',
      { folder: 'tiny@2.0.0' },
      /holds the model tiny@1\.0\.0: rename the folder to tiny@1\.0\.0/,
    ],
    [
      'where model.json lacks something',
      { manifest: { metrics: undefined } },
      /model\.json is wrong at \/metrics \(.*\): export the model again/,
    ],
  ];

  it.each(refusals)('%s', async (_what, model, message) => {
    const loading = load(await directoryWith(model));
    await expect(loading).rejects.toThrow(ModelError);
    await expect(loading).rejects.toThrow(message);
  });

  it('where its outlier score is not one number a row', async () => {
    const manifest = await tinyManifest();
    const tensor = (name: string, width: number) => ({
      name,
      type: 'float32',
      shape: ['N', width],
    });
    const outputs = [tensor('probabilities', 5), tensor('branches', 3), tensor('outlierScore', 2)];
    const inputs = [tensor('features', 4)];
    expect(() => checkSignature('tiny', manifest, { inputs, outputs })).toThrow(
      /must have the output outlierScore of type float32 and shape \[N, 1\], but it is float32 \[N, 2\]/,
    );
  });

  it('where model.json is no JSON', async () => {
    const directory = await directoryWith({});
    await writeFile(join(directory, 'tiny@1.0.0', 'model.json'), '{');
    await expect(load(directory)).rejects.toThrow(/model\.json cannot be read as JSON/);
  });

  it('where there is none', async () => {
    const directory = await modelsDirectory();
    await expect(load(directory)).rejects.toThrow(/holds no model: put a folder <name>@<version>/);
    await expect(load(join(directory, 'nowhere'))).rejects.toThrow(/the models cannot be read/);
  });
});
