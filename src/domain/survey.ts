/** What is particular to each survey whose light curves are accepted. */
export const SURVEYS = {
  ZTF: { bands: ['g', 'r', 'i'], mjdTimeScale: 'UTC' },
} as const;

export type SurveyName = keyof typeof SURVEYS;
export const SURVEY_NAMES = Object.keys(SURVEYS) as [SurveyName, ...SurveyName[]];

/** Filter ids of ZTF (`fid`), by which the core knows the bands. */
export const BAND_CODES = { g: 1, r: 2, i: 3 } as const;

export type Band = keyof typeof BAND_CODES;
export const BANDS = Object.keys(BAND_CODES) as [Band, ...Band[]];

/** The band of a code of `BAND_CODES`. */
export function bandOf(code: number): Band {
  const band = BANDS.find((name) => BAND_CODES[name] === code);
  if (band === undefined) throw new RangeError(`no band has the code ${code}`);
  return band;
}
