import { expect, it } from 'vitest';
import { findVersioned } from '../../../src/domain/versioned.ts';

const items = ['larch@1.9.0', 'larch@1.10.0', 'larch-2021@2.0.0', 'alerce-2021@2'].map((id) => ({
  id,
}));

it.each([
  ['larch', 'larch@1.10.0'],
  ['larch@1.9.0', 'larch@1.9.0'],
  ['alerce-2021', 'alerce-2021@2'],
  ['larch@1.9', undefined],
  ['oak', undefined],
  ['', undefined],
  ['@', undefined],
])('%s is %s', (reference, expected) => {
  expect(findVersioned(items, reference)?.id).toBe(expected);
});
