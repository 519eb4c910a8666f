/** A light curve that is right, in its smallest form, and ways to spoil it. */

type Json = Record<string, unknown>;

export const row = { mjd: 59000, band: 'g', mag: 19.1, magErr: 0.1 };
export const rows = Array.from({ length: 8 }, (_, index) => ({ ...row, mjd: row.mjd + index }));
export const columns = {
  mjd: rows.map(({ mjd }) => mjd),
  band: rows.map(({ band }) => band),
  mag: rows.map(({ mag }) => mag),
  magErr: rows.map(({ magErr }) => magErr),
};
export const body = {
  objectId: 'ZTF-a',
  survey: 'ZTF',
  photometry: 'difference',
  detections: rows,
};

/** The body with members changed; undefined takes a member away. */
export const bodyWith = (changes: Json): string => JSON.stringify({ ...body, ...changes });
/** The body with the fourth row changed. */
export const bodyWithRow = (changes: Json): string =>
  bodyWith({ detections: rows.with(3, { ...row, ...changes }) });
export const bodyWithColumns = (changes: Json): string =>
  bodyWith({ detections: { ...columns, ...changes } });
