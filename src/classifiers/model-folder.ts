import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LEAVES, TAXONOMY } from '../domain/taxonomy.ts';
import { ModelError } from './model-error.ts';
import { classifierId, type ModelManifest, modelManifestSchema } from './model-manifest.ts';
import type { ModelOutputs, ModelSignature, TensorDescription } from './onnx-worker.ts';

/** Largest difference between a branch and the sum over its classes that rounding may leave. */
const BRANCH_TOLERANCE = 1e-4;
/** Largest difference between 1 and the sum of the priors that rounding may leave. */
const PRIORS_TOLERANCE = 1e-6;

/** The features that can be computed, by set. */
export interface KnownFeatureSet {
  /** name@version */
  readonly id: string;
  readonly featureNames: readonly string[];
}

/**
 * Reads and checks `model.json` of a folder `<name>@<version>`.
 * @throws ModelError
 */
export async function readManifest(
  folder: string,
  featureSets: readonly KnownFeatureSet[],
): Promise<ModelManifest> {
  const manifest = await parseManifest(join(folder, 'model.json'));
  const id = classifierId(manifest);
  if (basename(folder) !== id) {
    throw new ModelError(`${folder} holds the model ${id}: rename the folder to ${id}`);
  }
  checkClasses(folder, manifest);
  checkPriors(folder, manifest);
  checkFeatures(folder, manifest, featureSets);
  return manifest;
}

async function parseManifest(path: string): Promise<ModelManifest> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ModelError(
      `${path} cannot be read as JSON (${(cause as Error).message}): export the model again, or remove its folder`,
      cause,
    );
  }
  const parsed = modelManifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = `/${issue?.path.join('/') ?? ''}`;
  throw new ModelError(
    `${path} is wrong at ${where} (${issue?.message}): export the model again with this version's training`,
    parsed.error,
  );
}

function checkClasses(folder: string, { classes, branches }: ModelManifest): void {
  const branchesOfClasses = Object.entries(TAXONOMY)
    .filter(([, leaves]) => leaves.some((leaf) => classes.includes(leaf)))
    .map(([branch]) => branch);
  const same = (a: readonly string[], b: readonly string[]) =>
    a.toSorted().join() === b.toSorted().join();
  if (new Set(classes).size < classes.length || !same(branches, branchesOfClasses)) {
    throw new ModelError(
      `${folder}/model.json must name each class once and exactly the branches of its classes, ${branchesOfClasses.join(', ')}: export the model again`,
    );
  }
}

function checkPriors(folder: string, { classes, priors }: ModelManifest): void {
  const sum = Object.values(priors).reduce((part, prior) => part + prior, 0);
  const unlike = [
    ...classes.filter((name) => priors[name] === undefined),
    ...LEAVES.filter((name) => priors[name] !== undefined && !classes.includes(name)),
  ];
  if (unlike.length > 0 || !(Math.abs(sum - 1) <= PRIORS_TOLERANCE)) {
    const wrong = unlike.length > 0 ? `they differ in ${unlike.join(', ')}` : `their sum is ${sum}`;
    throw new ModelError(
      `${folder}/model.json must give a prior to each of its classes and to no other, with the sum 1, but ${wrong}: export the model again`,
    );
  }
}

function checkFeatures(
  folder: string,
  { featureSet, featureNames }: ModelManifest,
  featureSets: readonly KnownFeatureSet[],
): void {
  const set = featureSets.find((known) => known.id === featureSet);
  if (set === undefined) {
    throw new ModelError(
      `${folder} was trained on the feature set ${featureSet}, but this version computes ${featureSets.map((known) => known.id).join(', ')}: train it again, or serve it with the version it was trained for`,
    );
  }
  const unknown = featureNames.filter((name) => !set.featureNames.includes(name));
  if (unknown.length > 0) {
    throw new ModelError(
      `${folder} needs ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''}, which ${featureSet} does not have: train it again, or serve it with the version it was trained for`,
    );
  }
  if (new Set(featureNames).size < featureNames.length) {
    throw new ModelError(`${folder}/model.json names a feature twice: export the model again`);
  }
}

/**
 * Compares the graph of `model.onnx` with what `model.json` says of it.
 * @throws ModelError
 */
export function checkSignature(
  folder: string,
  manifest: ModelManifest,
  signature: ModelSignature,
): void {
  const { inputs, outputs } = signature;
  checkTensor(folder, 'input', inputs, 'features', manifest.featureNames.length);
  checkTensor(folder, 'output', outputs, 'probabilities', manifest.classes.length);
  checkTensor(folder, 'output', outputs, 'branches', manifest.branches.length);
  if (outputs.some(({ name }) => name === 'outlierScore')) {
    checkTensor(folder, 'output', outputs, 'outlierScore', 1);
  }
  if (inputs.length > 1) {
    throw new ModelError(
      `${folder}/model.onnx has ${inputs.length} inputs where it must have one, features: export it again`,
    );
  }
}

function checkTensor(
  folder: string,
  kind: 'input' | 'output',
  tensors: readonly TensorDescription[],
  name: string,
  width: number,
): void {
  const tensor = tensors.find((candidate) => candidate.name === name);
  const wanted = `the ${kind} ${name} of type float32 and shape [N, ${width}]`;
  if (tensor === undefined) {
    const there = tensors.map((candidate) => candidate.name).join(', ');
    throw new ModelError(`${folder}/model.onnx lacks ${wanted} (it has ${there}): export it again`);
  }
  const { type, shape } = tensor;
  if (
    type !== 'float32' ||
    shape.length !== 2 ||
    typeof shape[0] === 'number' ||
    shape[1] !== width
  ) {
    throw new ModelError(
      `${folder}/model.onnx must have ${wanted}, but it is ${type} [${shape.join(', ')}]: export it again`,
    );
  }
}

/**
 * Compares the answer to one row with itself: a graph whose classes are in another order than
 * `model.json` says has branches that are not the sums over their classes.
 * @throws ModelError
 */
export function checkAnswer(folder: string, manifest: ModelManifest, answer: ModelOutputs): void {
  for (const [column, branch] of manifest.branches.entries()) {
    const leaves: readonly string[] = TAXONOMY[branch];
    const sum = manifest.classes.reduce(
      (part, name, index) =>
        part + (leaves.includes(name) ? (answer.probabilities[index] ?? 0) : 0),
      0,
    );
    const given = answer.branches[column] ?? Number.NaN;
    if (!(Math.abs(sum - given) < BRANCH_TOLERANCE)) {
      throw new ModelError(
        `${folder}/model.onnx gives ${branch} the probability ${given} and the classes of ${branch} ${sum}: the order of classes in model.json is wrong, export the model again`,
      );
    }
  }
}
