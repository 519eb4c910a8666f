import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Where a model is, and what its bytes must be. */
export interface ModelFile {
  /** name@version */
  readonly id: string;
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
}

/** One input or output of a graph; a dimension that is free is not a number. */
export interface TensorDescription {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface ModelSignature {
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
}

/** Row by row. */
export interface ModelOutputs {
  /** [rows, classes] */
  readonly probabilities: Float32Array;
  /** [rows, branches] */
  readonly branches: Float32Array;
  /** [rows]; absent where the model has none. */
  readonly outlierScores?: Float32Array | undefined;
}

export type WorkerRequest =
  | { readonly kind: 'load'; readonly call: number; readonly model: ModelFile }
  | {
      readonly kind: 'run';
      readonly call: number;
      readonly id: string;
      readonly rows: number;
      /** Row by row; NaN where missing. */
      readonly features: Float32Array;
    }
  | { readonly kind: 'close' };

export type WorkerAnswer =
  | { readonly call: number; readonly result: ModelSignature | ModelOutputs }
  | { readonly call: number; readonly error: string };

/** `session.run` blocks its thread, so one thread computes everything and has no use for others. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

const sessions = new Map<string, Promise<InferenceSession>>();

async function openSession({ path, sha256 }: ModelFile): Promise<InferenceSession> {
  const bytes = await readFile(path);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) {
    throw new Error(
      `${path} has the SHA-256 ${actual}, but its model.json says ${sha256}: the two are not of one training run, export the model again`,
    );
  }
  try {
    return await InferenceSession.create(bytes, SESSION_OPTIONS);
  } catch (cause) {
    throw new Error(
      `${path} is not a model that ONNX Runtime can load (${messageOf(cause)}): export it again`,
      { cause },
    );
  }
}

async function load(model: ModelFile): Promise<ModelSignature> {
  const opening = openSession(model);
  sessions.set(model.id, opening);
  const session = await opening;
  return {
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
  };
}

async function run(id: string, rows: number, features: Float32Array): Promise<ModelOutputs> {
  const session = await sessions.get(id);
  if (session === undefined) throw new Error(`${id} was not loaded`);
  const shape = [rows, features.length / rows];
  const outputs = await session.run({ features: new Tensor('float32', features, shape) });
  return {
    probabilities: outputs['probabilities']?.data as Float32Array,
    branches: outputs['branches']?.data as Float32Array,
    outlierScores: outputs['outlierScore']?.data as Float32Array | undefined,
  };
}

function describe(value: InferenceSession.ValueMetadata): TensorDescription {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const port = parentPort;
if (port === null) throw new Error('onnx-worker runs in a worker thread');

port.on('message', async (request: WorkerRequest) => {
  if (request.kind === 'close') {
    port.close();
    return;
  }
  const { call } = request;
  let answer: WorkerAnswer;
  try {
    const result =
      request.kind === 'load'
        ? await load(request.model)
        : await run(request.id, request.rows, request.features);
    answer = { call, result };
  } catch (error) {
    answer = { call, error: messageOf(error) };
  }
  port.postMessage(answer);
});
