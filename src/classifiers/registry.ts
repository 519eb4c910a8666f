import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../domain/problem.ts';
import { findVersioned } from '../domain/versioned.ts';
import type { Classifier, ClassifierRegistry } from './classifier.ts';
import { ModelError } from './model-error.ts';
import { checkAnswer, checkSignature, type KnownFeatureSet, readManifest } from './model-folder.ts';
import { classifierId } from './model-manifest.ts';
import { OnnxClassifier } from './onnx-classifier.ts';
import { OnnxThread } from './onnx-thread.ts';

/** Of the classifier that answers where none is asked for and none configured. */
const DEFAULT_NAME = 'larch';

/**
 * Loads every `<name>@<version>` folder of a directory, each with `model.onnx` and `model.json`.
 *
 * @param options.default - name@version or name of the default classifier; where absent, `larch`,
 *   or where there is none of this name, the first name in alphabetical order. Of a name the newest
 *   version is taken
 * @throws ModelError for the first model that cannot be served
 */
export async function loadClassifiers(options: {
  readonly directory: string;
  readonly featureSets: readonly KnownFeatureSet[];
  readonly default?: string | undefined;
}): Promise<ClassifierRegistry> {
  const thread = new OnnxThread();
  try {
    const all: Classifier[] = [];
    for (const folder of await modelFolders(options.directory)) {
      all.push(await loadClassifier(folder, options.featureSets, thread));
    }
    return {
      default: defaultOf(all, options.default),
      all,
      find: (reference, pointer) => find(all, reference, pointer),
      close: () => thread.close(),
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

async function modelFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: Error) => {
    throw new ModelError(
      `the models cannot be read (${cause.message}): give the directory that holds the model folders`,
      cause,
    );
  });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (folders.length === 0) {
    throw new ModelError(
      `${directory} holds no model: put a folder <name>@<version> with model.onnx and model.json there`,
    );
  }
  return folders.map((folder) => join(directory, folder.name)).toSorted();
}

async function loadClassifier(
  folder: string,
  featureSets: readonly KnownFeatureSet[],
  thread: OnnxThread,
): Promise<Classifier> {
  const manifest = await readManifest(folder, featureSets);
  const id = classifierId(manifest);
  const missing = new Float32Array(manifest.featureNames.length).fill(Number.NaN);
  try {
    const model = { id, path: join(folder, 'model.onnx'), sha256: manifest.sha256 };
    checkSignature(folder, manifest, await thread.load(model));
    // Shapes are promises: only a run shows that the graph computes.
    checkAnswer(folder, manifest, await thread.run(id, 1, missing));
  } catch (error) {
    if (error instanceof ModelError || !(error instanceof Error)) throw error;
    throw new ModelError(error.message, error);
  }
  return new OnnxClassifier(manifest, thread);
}

function defaultOf(all: readonly Classifier[], reference: string | undefined): Classifier {
  if (reference !== undefined) {
    const chosen = findVersioned(all, reference);
    if (chosen !== undefined) return chosen;
    throw new ModelError(
      `the default classifier ${reference} is not among the models (${idsOf(all)}): choose one of them`,
    );
  }
  const names = all.map((classifier) => classifier.manifest.name).toSorted();
  return find(all, names.includes(DEFAULT_NAME) ? DEFAULT_NAME : (names[0] ?? ''));
}

function find(
  all: readonly Classifier[],
  reference: string,
  pointer = '/query/classifier',
): Classifier {
  const found = findVersioned(all, reference);
  if (found !== undefined) return found;
  throw new Problem(
    'CLASSIFIER_NOT_FOUND',
    `There is no classifier ${reference}; there is ${idsOf(all)}.`,
    { errors: [{ pointer, detail: 'names no classifier that is served' }] },
  );
}

function idsOf(all: readonly Classifier[]): string {
  return all.map((classifier) => classifier.id).join(', ');
}
