import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: undefined,
      dataDirectory: '.larch',
      logLevel: 'info',
    });
  });

  it('names every variable that cannot be used, and why', () => {
    const environment = { PORT: '70000', LARCH_THREADS: 'many', DATABASE_URL: 'mysql://host/db' };
    expect(() => readConfig(environment)).toThrow(ConfigError);
    for (const name of Object.keys(environment)) {
      expect(() => readConfig(environment)).toThrow(name);
    }
  });

  it.each(['', ' ', '-1', '0x10', '1e3'])('does not take %j for a number', (PORT) => {
    expect(() => readConfig({ PORT })).toThrow('PORT: must be a whole number');
  });
});
