// Writes the seed corpus: light curves that a survey might send, in the encoding of
// extract_fuzz.cpp, whose bytes below 224 are steps through the usual range of a column.
// Usage: node addon/fuzz/seeds.mjs
import { writeFileSync } from 'node:fs';

const USUAL = 224;
const EVERY_COLUMN = 0b1011_1111;
const NO_OPTIONAL_COLUMN = 0b0100_0000;

// Days from row to row: an index into kSteps.
const HALF_A_DAY = 3;
const DAYS = 4;
const MONTHS = 5;
const AT_RANDOM = 0;

/** name, phases of the original, columns, steps in time, non-detections, bytes of detections */
const SEEDS = [
  ['six-rows', 0, NO_OPTIONAL_COLUMN, DAYS, 0, 24],
  ['alert', 0, EVERY_COLUMN, DAYS, 6, 260],
  ['alert-compat', 1, EVERY_COLUMN, HALF_A_DAY, 3, 330],
  ['uncorrected', 0, EVERY_COLUMN & ~1, MONTHS, 4, 300],
  ['total', 1, NO_OPTIONAL_COLUMN, DAYS, 2, 200],
  ['long', 0, NO_OPTIONAL_COLUMN, DAYS, 8, 480],
  ['unordered', 0, EVERY_COLUMN, AT_RANDOM, 5, 400],
];

let state = 1;
const usual = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * USUAL);
};

for (const [name, compat, columns, step, nonDetections, rows] of SEEDS) {
  const header = [compat, columns, step, nonDetections];
  const body = Array.from({ length: 7 + 3 * nonDetections + rows }, usual);
  writeFileSync(new URL(`corpus/${name}`, import.meta.url), Uint8Array.from([...header, ...body]));
}
