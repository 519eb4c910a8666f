import type { Timings } from '../classification/compute.ts';

/** `Server-Timing` (W3C): milliseconds by stage. */
export function serverTiming(timings: Timings): string {
  return Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(3)}`)
    .join(', ');
}
