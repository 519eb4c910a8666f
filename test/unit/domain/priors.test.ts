import { describe, expect, it } from 'vitest';
import type { Classification } from '../../../src/domain/classification.ts';
import { parseInput } from '../../../src/domain/faults.ts';
import { priorsSchema, resolvePriors, underPriors } from '../../../src/domain/priors.ts';
import { LEAVES } from '../../../src/domain/taxonomy.ts';

const parse = (text: string) => parseInput(priorsSchema, text, ['query', 'priors']);
const sum = (values: object) =>
  Object.values(values).reduce((total: number, value: number) => total + value, 0);

const classification = {
  class: 'RRL',
  probabilities: { SNIa: 0.2, SNII: 0.1, YSO: 0.3, RRL: 0.4 },
  branches: { Transient: 0.3, Stochastic: 0.3, Periodic: 0.4 },
  priors: { name: 'model', mix: { SNIa: 0.25, SNII: 0.25, YSO: 0.4, RRL: 0.1 } },
} as const satisfies Pick<Classification, 'class' | 'probabilities' | 'branches' | 'priors'>;
const under = (text: string) =>
  underPriors<Pick<Classification, 'class' | 'probabilities' | 'branches' | 'priors'>>(
    classification,
    parse(text),
  );

describe('priors as text', () => {
  it.each([
    ['Uniform', '/query/priors'],
    ['', '/query/priors'],
    ['[1, 2]', '/query/priors'],
    ['{"RRL": 0.5', '/query/priors'],
    ['null', '/query/priors'],
    ['{"RR Lyrae": 1}', '/query/priors/RR Lyrae'],
    ['{"Transient": 1}', '/query/priors/Transient'],
    ['{"CV/Nova": -0.1}', '/query/priors/CV~1Nova'],
    ['{"RRL": "1"}', '/query/priors/RRL'],
    ['{"RRL": null}', '/query/priors/RRL'],
    ['{"RRL": 1e999}', '/query/priors/RRL'],
    ['{"__proto__": 1}', '/query/priors/__proto__'],
  ])('%s is refused', (text, pointer) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [{ pointer, detail: expect.any(String) }],
      }),
    );
  });

  it('are refused with what arrived', () => {
    expect(() => parse('RRL:0.5')).toThrow(
      / such as \{"RRL": 0\.5, "E": 0\.2\}; got text "RRL:0\.5"$/,
    );
  });

  it('are refused at each weight that is wrong', () => {
    expect(() => parse('{"RRL": -1, "E": 1, "Dwarf": 1}')).toThrow(
      expect.objectContaining({
        errors: [
          { pointer: '/query/priors/RRL', detail: 'must be a number from 0 to 1000000000; got -1' },
          { pointer: '/query/priors/Dwarf', detail: expect.stringContaining('SNIa, SNIbc') },
        ],
      }),
    );
  });
});

describe('the mix', () => {
  const even = Object.fromEntries(LEAVES.map((leaf) => [leaf, 1 / LEAVES.length]));

  it('of alerce-2021 is that of its 123,496 labelled objects', () => {
    const { name, mix } = resolvePriors(parse('alerce-2021'), even);
    expect(name).toBe('alerce-2021');
    expect(Object.keys(mix)).toHaveLength(15);
    expect(sum(mix)).toBeCloseTo(1, 12);
    expect(mix.QSO).toBeCloseTo(26_168 / 123_496, 12);
    expect(mix.SLSN).toBeCloseTo(24 / 123_496, 12);
  });

  it('is over the classes of the classifier alone', () => {
    const { mix } = resolvePriors(parse('uniform'), { SNIa: 0.9, RRL: 0.1 });
    expect(mix).toEqual({ SNIa: 0.5, RRL: 0.5 });
    expect(resolvePriors(parse('{"QSO": 7}'), { SNIa: 0.9, RRL: 0.1 }).mix).toEqual({
      SNIa: 0.9,
      RRL: 0.1,
    });
  });

  it('keeps the share of what has no weight', () => {
    expect(resolvePriors(parse('{"RRL": 0.9, "SNIa": 0}'), classification.priors.mix)).toEqual({
      name: 'custom',
      mix: { SNIa: 0, SNII: 0.25 / 1.55, YSO: 0.4 / 1.55, RRL: 0.9 / 1.55 },
    });
  });

  it('must be of some class', () => {
    const nothing = '{"SNIa": 0, "SNII": 0, "YSO": 0, "RRL": 0, "QSO": 1}';
    expect(() => resolvePriors(parse(nothing), classification.priors.mix)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [{ pointer: '/query/priors', detail: expect.any(String) }],
      }),
    );
  });
});

describe('a classification under other priors', () => {
  it('is by the rule of Bayes, branches included', () => {
    const { class: best, probabilities, branches, priors } = under('{"SNIa": 0.5, "RRL": 0.05}');
    // p * new / old, with the new mix 0.5, 0.25, 0.4, 0.05 over 1.2.
    const weights = { SNIa: 0.4, SNII: 0.1, YSO: 0.3, RRL: 0.2 };
    expect(best).toBe('SNIa');
    for (const leaf of ['SNIa', 'SNII', 'YSO', 'RRL'] as const) {
      expect(probabilities[leaf]).toBeCloseTo(weights[leaf], 12);
    }
    expect(sum(probabilities)).toBeCloseTo(1, 12);
    expect(branches.Transient).toBeCloseTo(0.5, 12);
    expect(branches.Stochastic).toBeCloseTo(0.3, 12);
    expect(branches.Periodic).toBeCloseTo(0.2, 12);
    expect(priors.name).toBe('custom');
    expect(priors.mix.SNIa).toBeCloseTo(0.5 / 1.2, 12);
  });

  it('does not depend on the scale of the weights', () => {
    const small = under('{"SNIa": 1, "SNII": 2, "YSO": 3, "RRL": 4}');
    const large = under('{"SNIa": 1e8, "SNII": 2e8, "YSO": 3e8, "RRL": 4e8}');
    for (const [leaf, value] of Object.entries(small.probabilities)) {
      expect(large.probabilities[leaf as 'RRL']).toBeCloseTo(value, 12);
    }
  });

  it('is the very same under its own', () => {
    expect(under('model')).toBe(classification);
    const { SNIa, RRL } = under(JSON.stringify(classification.priors.mix)).probabilities;
    expect([SNIa, RRL]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.4, 12)]);
  });

  it('comes back where the mix comes back', () => {
    const there = under('alerce-2021');
    const back = underPriors(there, parse(JSON.stringify(classification.priors.mix)));
    for (const [leaf, value] of Object.entries(classification.probabilities)) {
      expect(back.probabilities[leaf as 'RRL']).toBeCloseTo(value, 12);
    }
    expect(back.class).toBe('RRL');
  });

  it('is refused where the priors exclude every class that has a probability', () => {
    const sure = {
      ...classification,
      probabilities: { ...classification.probabilities, SNIa: 1, SNII: 0, YSO: 0, RRL: 0 },
    };
    expect(() => underPriors(sure, parse('{"SNIa": 0}'))).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [{ pointer: '/query/priors', detail: 'leave no class that has a probability' }],
      }),
    );
  });
});
