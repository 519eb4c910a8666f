import type { Classifier, ClassifierRegistry } from '../../src/classifiers/classifier.ts';
import { classifierId, type ModelManifest } from '../../src/classifiers/model-manifest.ts';
import { Problem } from '../../src/domain/problem.ts';
import { findVersioned } from '../../src/domain/versioned.ts';

function manifest(version: string, sha256: string): ModelManifest {
  return {
    name: 'fake',
    version,
    description: 'Calls everything a supernova',
    taxonomy: 'alerce-15',
    classes: ['SNIa', 'RRL'],
    branches: ['Transient', 'Periodic'],
    priors: { SNIa: 0.5, RRL: 0.5 },
    featureSet: 'alerce-2021@1',
    featureNames: ['Amplitude_1', 'g-r_max'],
    sha256,
    minimumDetections: 6,
    trainingData: [],
    metrics: {
      testObjects: 0,
      accuracy: null,
      macroF1: null,
      expectedCalibrationError: null,
      perClass: {},
    },
    limits: [],
  };
}

function fakeClassifier(version: string, sha256: string): Classifier {
  const described = manifest(version, sha256);
  return {
    id: classifierId(described),
    manifest: described,
    classify: async () => ({
      probabilities: { SNIa: 0.75, RRL: 0.25 },
      branches: { Transient: 0.75, Periodic: 0.25 },
      outlierScore: version === '1.0.0' ? null : 0.125,
    }),
  };
}

/** fake@2.0.0, the default, and fake@1.0.0, which has no outlier score */
export function fakeClassifiers(sha256 = 'f'.repeat(64)): ClassifierRegistry {
  const newest = fakeClassifier('2.0.0', sha256);
  const all = [newest, fakeClassifier('1.0.0', sha256)];
  return {
    default: newest,
    all,
    find(reference, pointer = '/query/classifier') {
      const found = findVersioned(all, reference);
      if (found !== undefined) return found;
      throw new Problem('CLASSIFIER_NOT_FOUND', `There is no classifier ${reference}.`, {
        errors: [{ pointer, detail: 'names no classifier' }],
      });
    },
    async close() {},
  };
}
