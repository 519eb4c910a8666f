// Opens the store in the directory of its argument, saves the records that it reads from stdin, one
// after the other, and writes the objectId of each when it is saved. Never closes the store.
import { createInterface } from 'node:readline';
import { toLightCurve } from '../../../dist/domain/light-curve.js';
import { openStore } from '../../../dist/store/open-store.js';

const store = await openStore({ dataDirectory: process.argv[2] });
for await (const line of createInterface(process.stdin)) {
  const { body, ...answer } = JSON.parse(line);
  await store.save({ lightCurve: toLightCurve(body), ...answer });
  console.log(body.objectId);
}
