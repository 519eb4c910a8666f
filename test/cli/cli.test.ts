import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEAVES } from '../../src/domain/taxonomy.ts';
import { jsonLines, larch } from '../larch-process.ts';
import { syntheticLightCurve } from '../synthetic-light-curve.ts';
import { modelsDirectory, putModel, scoredGraph } from '../unit/classifiers/tiny-model.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'larch-cli-'));
});
afterAll(() => rm(directory, { recursive: true }));

const lightCurves = Array.from({ length: 40 }, (_, index) =>
  syntheticLightCurve(`SYN${index}`, 20 + 5 * index, 300, index),
);
const ndjson = lightCurves.map((lightCurve) => `${JSON.stringify(lightCurve)}\n`).join('');
const ids = lightCurves.map(({ objectId }) => objectId);

describe('larch features', () => {
  it('answers standard input in input order', async () => {
    const { status, stdout, stderr } = await larch(['features'], { input: ndjson });
    const answers = jsonLines(stdout);
    expect(status).toBe(0);
    expect(answers.map(({ objectId }) => objectId)).toEqual(ids);
    expect(answers[0]).toMatchObject({ featureSet: 'alerce-2021@1', quality: { received: 20 } });
    expect(stderr).toMatch(/^40 answered, 0 refused in /);
  });

  it('gives all 180 features by the names of ALeRCE', async () => {
    const { stdout } = await larch(['features'], { input: ndjson.slice(0, ndjson.indexOf('\n')) });
    const [answer] = jsonLines(stdout);
    const names = Object.keys(answer?.['features'] as object);
    expect(names).toHaveLength(180);
    expect(names).toContain('Power_rate_1/2');
  });

  it('reads several files, packed ones too, and standard input between them', async () => {
    const plain = join(directory, 'plain.ndjson');
    const packed = join(directory, 'packed.ndjson.gz');
    await writeFile(plain, `${JSON.stringify(lightCurves[0])}\n\n`);
    await writeFile(packed, gzipSync(JSON.stringify(lightCurves[2])));
    const { status, stdout } = await larch(['features', plain, '-', packed, '--jobs', '1'], {
      input: JSON.stringify(lightCurves[1]),
    });
    expect(status).toBe(0);
    expect(jsonLines(stdout).map(({ objectId }) => objectId)).toEqual(['SYN0', 'SYN1', 'SYN2']);
  });

  it('gives a problem for a line that cannot be answered, and goes on', async () => {
    const short = syntheticLightCurve('short', 5, 100);
    const wrong = { ...lightCurves[0], survey: 'XYZ' };
    const lines = [
      '\ufeff{"objectId": "a", "ra": NaN}',
      JSON.stringify(wrong),
      JSON.stringify(short),
      '[]',
    ];
    const input = `${lines.join('\n')}\n${JSON.stringify(lightCurves[1])}\n`;
    const { status, stdout, stderr } = await larch(['features', '-'], { input });
    const answers = jsonLines(stdout);
    expect(status).toBe(0);
    expect(answers).toMatchObject([
      {
        objectId: null,
        problem: {
          code: 'INVALID_JSON',
          instance: 'stdin#L1',
          errors: [{ pointer: '/ra', detail: expect.stringMatching(/a missing number is null$/) }],
        },
      },
      {
        objectId: 'SYN0',
        problem: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/survey' }] },
      },
      { objectId: 'short', problem: { code: 'TOO_FEW_DETECTIONS', quality: { used: 5 } } },
      { objectId: null, problem: { code: 'VALIDATION_FAILED', errors: [{ pointer: '' }] } },
      { objectId: 'SYN1' },
    ]);
    expect(stderr).toContain('1 answered, 4 refused');
  });

  it('says that the phases of the original were used', async () => {
    const input = JSON.stringify(lightCurves[3]);
    const [exact] = jsonLines((await larch(['features'], { input })).stdout);
    const [compat] = jsonLines((await larch(['features', '--compat'], { input })).stdout);
    expect(exact).not.toHaveProperty('compat');
    expect(compat).toHaveProperty('compat', true);
  });

  it.each([
    [['features', '--feature-set', 'alerce-1921'], /there is no feature set alerce-1921/i],
    [['features', '--jobs', '0'], /--jobs must be a whole number/],
    [['features', '--fast'], /--fast/],
    [['feature'], /there is no command feature/],
    [[], /a command is missing/],
    [['migrate', 'file'], /takes no file/],
  ])('refuses the arguments %j with status 2', async (args, message) => {
    const { status, stdout, stderr } = await larch(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('fails with status 1 where a file cannot be read', async () => {
    const damaged = join(directory, 'damaged.ndjson.gz');
    await writeFile(damaged, gzipSync(ndjson).subarray(0, 1000));
    const missing = join(directory, 'missing.ndjson');
    expect(await larch(['features', missing])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(missing),
    });
    expect(await larch(['features', damaged])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(damaged),
    });
  });
});

describe('larch classify', () => {
  it('needs no database', async () => {
    const { status, stdout } = await larch(['classify', '--jobs', '2'], { input: ndjson });
    const answers = jsonLines(stdout);
    expect(status).toBe(0);
    expect(answers.map(({ objectId }) => objectId)).toEqual(ids);
    for (const answer of answers) {
      const probabilities = Object.values(answer['probabilities'] as Record<string, number>);
      expect(probabilities.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 9);
      expect(answer).toMatchObject({ taxonomy: 'alerce-15', cached: false });
    }
  });

  it('gives the same from the features that larch features gave', async () => {
    const direct = await larch(['classify'], { input: ndjson });
    const featureSet = String(jsonLines(direct.stdout)[0]?.['featureSet']);
    const features = await larch(['features', '--feature-set', featureSet], { input: ndjson });
    const fromFeatures = await larch(['classify', '--from-features'], { input: features.stdout });
    // In single precision, rows that are computed together may differ in the last digit.
    const withoutTime = (text: string) =>
      JSON.parse(`[${text.trim().replaceAll('\n', ',')}]`, (key, value) =>
        key === 'classifiedAt'
          ? null
          : typeof value === 'number'
            ? Number(value.toFixed(5))
            : value,
      );
    expect(withoutTime(fromFeatures.stdout)).toEqual(
      withoutTime(direct.stdout).map((answer: object) => ({ ...answer, missingFeatures: 0 })),
    );
    expect(fromFeatures.stderr).not.toContain('larch:');
  });

  it('tells that rows of features are not of the set that the classifier reads', async () => {
    const features = await larch(['features'], { input: ndjson });
    const { stdout, stderr } = await larch(['classify', '--from-features'], {
      input: features.stdout,
    });
    for (const answer of jsonLines(stdout)) {
      expect(answer).toMatchObject({ featureSet: 'larch@1', missingFeatures: 150 });
    }
    expect(
      stderr.match(/features of alerce-2021@1, where larch@1\.0\.0 reads larch@1/g),
    ).toHaveLength(1);
  });

  it('takes rows of features that lack most names, and refuses those that have none', async () => {
    const rows = [
      { objectId: 'partial', features: { Amplitude_1: 0.4, Std_1: null } },
      { objectId: 'empty', features: { colour: 1 } },
    ];
    const input = rows.map((row) => JSON.stringify(row)).join('\n');
    const { status, stdout } = await larch(['classify', '--from-features'], { input });
    expect(status).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([
      { objectId: 'partial', quality: null, inputHash: null },
      { objectId: 'empty', problem: { errors: [{ pointer: '/features' }] } },
    ]);
  });

  it('takes larch by default, and any other classifier by name', async () => {
    const models = await modelsDirectory();
    const scored = await scoredGraph();
    for (const name of ['elm', 'larch', 'larch-2021']) {
      await putModel(models, {
        manifest: { name },
        ...(name === 'larch' && { graph: () => scored }),
      });
    }
    const classify = async (...args: string[]) => {
      const rows = [
        { objectId: 'whole', features: { Amplitude_1: 1, Amplitude_2: 0, 'g-r_mean': 1 } },
        { objectId: 'partial', features: { 'g-r_mean': 0.5, Std_1: null } },
      ];
      const { stdout } = await larch(['classify', '--from-features', ...args], {
        input: rows.map((row) => JSON.stringify(row)).join('\n'),
        env: { LARCH_MODELS_DIR: models },
      });
      return jsonLines(stdout);
    };
    const larches = { classifier: 'larch@1.0.0', outlierScore: expect.any(Number) };
    expect(await classify()).toMatchObject([larches, larches]);
    const others = { classifier: 'larch-2021@1.0.0', outlierScore: null };
    expect(await classify('--classifier', 'larch-2021')).toMatchObject([others, others]);
  });

  it('answers for the mix of classes that is asked for', async () => {
    const input = JSON.stringify(lightCurves[5]);
    const classify = async (...args: string[]) =>
      jsonLines((await larch(['classify', ...args], { input })).stdout)[0] as {
        class: string;
        probabilities: Record<string, number>;
        priors: { name: string; mix: Record<string, number> };
      };
    const model = await classify();
    const uniform = await classify('--priors', 'uniform');
    expect(model.priors.name).toBe('model');
    expect(uniform.priors.name).toBe('uniform');
    const ratio = (answer: typeof model, leaf: string) =>
      (answer.probabilities[leaf] ?? 0) / (answer.priors.mix[leaf] ?? 0);
    const one = model.class;
    for (const other of Object.keys(model.probabilities)) {
      const odds = ratio(model, other) / ratio(model, one);
      expect(ratio(uniform, other) / ratio(uniform, one)).toBeCloseTo(odds, 9);
    }
    const without = await classify('--priors', `{"${one}": 0}`);
    expect(without.probabilities[one]).toBe(0);
  });

  it('classifies the beginnings of light curves, as if there were no more of them', async () => {
    const whole = lightCurves[30];
    const columns = Object.entries(whole?.detections ?? {});
    const start = {
      ...whole,
      detections: Object.fromEntries(columns.map(([name, values]) => [name, values?.slice(0, 12)])),
    };
    const run = async (args: string[], lightCurve: object | undefined) => {
      const { stdout } = await larch(['classify', ...args], { input: JSON.stringify(lightCurve) });
      const [{ classifiedAt: _, ...answer } = {}] = jsonLines(stdout);
      return answer;
    };
    const cut = await run(['--truncate', '12'], whole);
    expect(cut).toMatchObject({ truncated: { to: '12', stored: false } });
    expect(cut).toEqual({ ...(await run([], start)), truncated: cut['truncated'] });
    const mjd = whole?.detections.mjd ?? [];
    const days = (mjd[11] ?? 0) - (mjd[0] ?? 0) + 1e-4;
    expect(await run(['--truncate', `${days.toFixed(4)}d`], whole)).toMatchObject({
      inputHash: cut['inputHash'],
    });
  });

  it('tells that a truncation leaves too few detections', async () => {
    const late = syntheticLightCurve('late', 20, 300);
    const magnitudes = (column: readonly (number | null)[]) =>
      column.map((value, index) => (index < 10 ? null : value));
    late.corrected = true;
    late.detections.magCorr = magnitudes(late.detections.mag);
    late.detections.magErrCorrExt = magnitudes(late.detections.magErr);
    const { stdout } = await larch(['classify', '--truncate', '10'], {
      input: JSON.stringify(late),
    });
    expect(jsonLines(stdout)).toMatchObject([
      {
        objectId: 'late',
        problem: {
          code: 'TOO_FEW_DETECTIONS',
          detail: expect.stringMatching(
            /^Of 20 detections, 10 lie within truncate=10\. 0 of 10 detections are usable \(/,
          ),
          errors: [
            {
              pointer: '/detections',
              detail: 'holds 0 usable rows, at least 6 are needed',
            },
            { pointer: '/query/truncate' },
          ],
        },
      },
    ]);
  });

  const noClass = JSON.stringify(Object.fromEntries(LEAVES.map((leaf) => [leaf, 0])));
  it.each([
    [['--priors', 'sky'], /--priors must be model, alerce-2021, uniform, or a JSON object/],
    [['--priors', '{"SN": 1}'], /--priors\/SN is not one of the classes SNIa/],
    [['--priors', '{"RRL": -1}'], /--priors\/RRL must be a number from 0/],
    [['--truncate', '16days'], /--truncate must be days after the first detection/],
    [['--truncate', '10', '--from-features'], /--truncate cuts light curves/],
    [['--priors', noClass], /The priors leave no class/],
  ])('refuses %j with status 2', async (args, message) => {
    const { status, stdout, stderr } = await larch(['classify', ...args]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('refuses a classifier that is not there with status 2', async () => {
    const { status, stderr } = await larch(['classify', '--classifier', 'oak@1.0.0']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/oak@1\.0\.0/);
  });
});
