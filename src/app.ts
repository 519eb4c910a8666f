import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';
import type { ClassificationService } from './classification/classify.ts';
import type { ClassifierRegistry } from './classifiers/classifier.ts';
import { jsonProblem } from './domain/json.ts';
import type { FeatureExtractor } from './features/extractor.ts';
import { documentRoutes } from './http/documentation.ts';
import { refuseOtherMethods } from './http/methods.ts';
import { sendNotFound, sendProblem, sendProblemToSocket } from './http/problem.ts';
import { classificationRoutes } from './http/routes/classifications.ts';
import { classifierRoutes } from './http/routes/classifiers.ts';
import { featureRoutes } from './http/routes/features.ts';
import { healthRoutes } from './http/routes/health.ts';
import { objectRoutes } from './http/routes/objects.ts';
import { refuseWhileClosing } from './http/shutdown.ts';
import { type App, serializerCompiler, validatorCompiler } from './http/zod.ts';
import type { ClassificationStore } from './store/classification-store.ts';

/** Bytes; the longest light curve accepted fits. */
const DEFAULT_BODY_LIMIT = 16 * 1024 * 1024;
/** Characters of an objectId, each of up to nine characters where it is URL-encoded. */
const MAXIMUM_PARAMETER_LENGTH = 128 * 9;

export interface AppDependencies {
  readonly service: ClassificationService;
  readonly extractor: Pick<FeatureExtractor, 'catalogue'>;
  readonly classifiers: Pick<ClassifierRegistry, 'default' | 'all' | 'find'>;
  readonly store: ClassificationStore;
  /** Of the package. */
  readonly version: string;
  readonly logger: NonNullable<FastifyServerOptions['logger']>;
  /** Bytes; default 16 MiB. */
  readonly bodyLimit?: number;
}

/** The HTTP application; it does not listen. */
export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { service, extractor, classifiers, store, version } = dependencies;
  const app: App = fastify({
    logger: dependencies.logger,
    bodyLimit: dependencies.bodyLimit ?? DEFAULT_BODY_LIMIT,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: sendProblem,
    clientErrorHandler: sendProblemToSocket,
    routerOptions: {
      maxParamLength: MAXIMUM_PARAMETER_LENGTH,
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
    },
  });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(sendNotFound);
  readJson(app);
  refuseWhileClosing(app);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });

  const refuseTheOthers = refuseOtherMethods(app);
  await documentRoutes(app, version);
  classificationRoutes(app, service);
  featureRoutes(app, service, extractor);
  objectRoutes(app, store);
  classifierRoutes(app, classifiers);
  healthRoutes(app, store, classifiers, version);
  refuseTheOthers();
  return app;
}

/** Fastify's own parser, with refusals that say where; JSON is all that is read. */
function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    void parse(request, body as string, (error, value) => {
      if (error === null) done(null, value);
      else done(jsonProblem(body as string));
    });
  });
}
