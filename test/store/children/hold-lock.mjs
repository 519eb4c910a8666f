// Locks each directory that it reads a line of from stdin, and answers `held` or who holds it.
import { createInterface } from 'node:readline';
import { lockDirectory } from '../../../dist/store/directory-lock.js';

console.log('ready');
for await (const directory of createInterface(process.stdin)) {
  try {
    lockDirectory(directory);
    console.log('held');
  } catch (error) {
    console.log(`${error.name} ${error.pid}`);
  }
}
