import { computeFeatures, findFeatureSet } from '../classification/compute.ts';
import { openExtractor } from '../dependencies.ts';
import { parseInput } from '../domain/faults.ts';
import { inputHash } from '../domain/input-hash.ts';
import { toLightCurve } from '../domain/light-curve.ts';
import { lightCurveSchema } from '../domain/light-curve-body.ts';
import type { FeaturesCommand } from './arguments.ts';
import { runLines } from './run-lines.ts';

/** @throws Problem FEATURE_SET_NOT_FOUND; Error where the run fails */
export async function featuresCommand(command: FeaturesCommand): Promise<void> {
  const extractor = openExtractor(command.jobs);
  try {
    const featureSet = findFeatureSet(extractor.featureSets, command.featureSet);
    await runLines(command.files, command.jobs, async (json) => {
      const lightCurve = toLightCurve(parseInput(lightCurveSchema, json));
      const hash = inputHash(lightCurve);
      const options = { compat: command.compat };
      return (await computeFeatures(extractor, featureSet, lightCurve, hash, options)).answer;
    });
  } finally {
    await extractor.close();
  }
}
