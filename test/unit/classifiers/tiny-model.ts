import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  type ModelManifest,
  modelManifestSchema,
} from '../../../src/classifiers/model-manifest.ts';

/** Written by training/larch_training/fixture.py. */
const TINY = fileURLToPath(new URL('./fixtures/tiny@1.0.0', import.meta.url));

export const FEATURE_SETS = [
  {
    id: 'alerce-2021@1',
    featureNames: ['Multiband_period', 'Amplitude_1', 'Amplitude_2', 'g-r_mean', 'Std_1'],
  },
];

export interface ExpectedRow {
  readonly features: readonly (number | null)[];
  readonly probabilities: Readonly<Record<string, number>>;
  readonly branches: Readonly<Record<string, number>>;
}

/** Rows of features with the probabilities that Python gives for them. */
export async function expectedRows(): Promise<readonly ExpectedRow[]> {
  return JSON.parse(await readFile(join(TINY, 'expected.json'), 'utf8')) as ExpectedRow[];
}

export async function tinyManifest(): Promise<ModelManifest> {
  return modelManifestSchema.parse(JSON.parse(await readFile(join(TINY, 'model.json'), 'utf8')));
}

export function tinyFile(manifest: ModelManifest) {
  return { id: 'tiny@1.0.0', path: join(TINY, 'model.onnx'), sha256: manifest.sha256 };
}

export function rowOf(features: readonly (number | null)[]): Float64Array {
  return Float64Array.from(features, (value) => value ?? Number.NaN);
}

/** An empty directory that is removed after the test. */
export async function modelsDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'larch-models-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/**
 * Puts a copy of the model into a directory.
 * @param manifest - what its model.json says otherwise; `folder` is its name@version where not given
 * @param graph - what becomes of its model.onnx; the hash in model.json follows
 */
export async function putModel(
  directory: string,
  {
    manifest = {},
    folder,
    graph,
  }: {
    readonly manifest?: Record<string, unknown>;
    readonly folder?: string;
    readonly graph?: (bytes: Buffer) => Buffer;
  } = {},
): Promise<void> {
  const changed: Record<string, unknown> = { ...(await tinyManifest()), ...manifest };
  const target = join(
    directory,
    folder ?? `${String(changed['name'])}@${String(changed['version'])}`,
  );
  await cp(TINY, target, { recursive: true });
  if (graph !== undefined) {
    const bytes = graph(await readFile(join(TINY, 'model.onnx')));
    await writeFile(join(target, 'model.onnx'), bytes);
    changed['sha256'] = createHash('sha256').update(bytes).digest('hex');
  }
  await writeFile(join(target, 'model.json'), JSON.stringify(changed));
}

/** The graph of the same model with an outlier score: 1 minus the largest of the branches. */
export async function scoredGraph(): Promise<Buffer> {
  return readFile(join(TINY, 'scored.onnx'));
}

/** Another name of the same length, wherever the graph has it. */
export function renamed(from: string, to: string): (bytes: Buffer) => Buffer {
  return (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}
