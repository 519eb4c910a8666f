import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line of counts. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + brokenModules;
    // Later than what the other reporters print.
    process.on('exit', () => {
      console.log(`${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`);
    });
  }
}
