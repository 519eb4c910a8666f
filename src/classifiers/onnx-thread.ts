import { Worker } from 'node:worker_threads';
import { Problem } from '../domain/problem.ts';
import { workerUrl } from '../worker-url.ts';
import type {
  ModelFile,
  ModelOutputs,
  ModelSignature,
  WorkerAnswer,
  WorkerRequest,
} from './onnx-worker.ts';

/** Deaths without an answer in between after which the thread is not started again. */
const MAXIMUM_DEATHS = 3;

interface PendingCall {
  resolve(result: ModelSignature | ModelOutputs): void;
  reject(reason: Error): void;
}

type CallRequest = Exclude<WorkerRequest, { kind: 'close' }>;
type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'call'> : never;

/** The thread in which all models compute. When it dies it is started again with the same models. */
export class OnnxThread {
  readonly #workerFile: URL;
  readonly #models: ModelFile[] = [];
  readonly #pending = new Map<number, PendingCall>();
  #calls = 0;
  #deaths = 0;
  #worker: Worker | undefined;
  #closing: Promise<void> | undefined;

  constructor(workerFile: URL = workerUrl(import.meta.url, 'onnx-worker')) {
    this.#workerFile = workerFile;
    this.#start();
  }

  /** @throws Error with one sentence: the file is unreadable, has another hash, or is no model */
  async load(model: ModelFile): Promise<ModelSignature> {
    this.#models.push(model);
    return (await this.#call({ kind: 'load', model })) as ModelSignature;
  }

  /**
   * @param features - [rows, inputs of the model], NaN where missing; handed over, not copied
   * @throws Problem SHUTTING_DOWN, or INTERNAL_ERROR where the thread died
   */
  async run(id: string, rows: number, features: Float32Array<ArrayBuffer>): Promise<ModelOutputs> {
    const request = { kind: 'run', id, rows, features } as const;
    const outputs = (await this.#call(request, [features.buffer])) as ModelOutputs;
    this.#deaths = 0;
    return outputs;
  }

  /** Ends the thread; calls without an answer are rejected. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#rejectPending(shuttingDown());
    const worker = this.#worker;
    if (worker === undefined) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    await exited;
  }

  #call(
    request: Unnumbered<CallRequest>,
    transfer: ArrayBuffer[] = [],
  ): Promise<ModelSignature | ModelOutputs> {
    return new Promise((resolve, reject) => {
      if (this.#closing !== undefined) throw shuttingDown();
      if (this.#worker === undefined) throw gaveUp();
      const call = this.#calls++;
      this.#pending.set(call, { resolve, reject });
      this.#worker.postMessage({ ...request, call } satisfies WorkerRequest, transfer);
    });
  }

  #start(): void {
    let cause: unknown;
    const worker = new Worker(this.#workerFile);
    worker.on('message', (answer: WorkerAnswer) => this.#settle(answer));
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => this.#restart(cause));
    this.#worker = worker;
  }

  #settle(answer: WorkerAnswer): void {
    const pending = this.#pending.get(answer.call);
    if (pending === undefined) return;
    this.#pending.delete(answer.call);
    if ('error' in answer) pending.reject(new Error(answer.error));
    else pending.resolve(answer.result);
  }

  #restart(cause: unknown): void {
    this.#worker = undefined;
    if (this.#closing !== undefined) return;
    this.#deaths += 1;
    this.#rejectPending(died(cause));
    if (this.#deaths === MAXIMUM_DEATHS) return;
    this.#start();
    // Runs wait in the worker for their model, and tell where it could not be loaded again.
    for (const model of this.#models) this.#call({ kind: 'load', model }).catch(() => {});
  }

  #rejectPending(reason: Problem): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of calls) call.reject(reason);
  }
}

function shuttingDown(): Problem {
  return new Problem('SHUTTING_DOWN', 'The service is shutting down; nothing was classified.');
}

function died(cause: unknown): Problem {
  return new Problem(
    'INTERNAL_ERROR',
    'The thread that computes probabilities ended before it answered; send the light curve again.',
    { cause },
  );
}

function gaveUp(): Problem {
  return new Problem(
    'INTERNAL_ERROR',
    `The thread that computes probabilities ended ${MAXIMUM_DEATHS} times in a row and is not started again; the service must be restarted.`,
  );
}
