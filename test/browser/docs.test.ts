import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../larch-process.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
const SCREENSHOT = join(tmpdir(), 'larch-docs.png');
/** A page of text is far above, an empty one far below. */
const SMALLEST_SCREENSHOT_BYTES = 30_000;

describe.skipIf(!present)(
  present ? 'the documentation in a browser' : `the documentation (skipped: no ${CHROMIUM})`,
  () => {
    let dataDirectory: string;
    let service: Service;
    let browser: Browser;
    beforeAll(async () => {
      dataDirectory = await mkdtemp(join(tmpdir(), 'larch-browser-'));
      service = await startService({ LARCH_DATA_DIR: dataDirectory });
      browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
    });
    afterAll(async () => {
      await browser.close();
      await service.interrupt();
      await rm(dataDirectory, { recursive: true });
    });

    it('shows every route, and a request can be tried there', async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(`${service.url}/docs`);
      await page.getByText('/v1/classifications', { exact: true }).first().waitFor();
      const screenshot = await page.screenshot({ path: SCREENSHOT });
      expect(screenshot.length).toBeGreaterThan(SMALLEST_SCREENSHOT_BYTES);

      await page.getByText('/v1/classifications', { exact: true }).first().click();
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.getByRole('button', { name: 'Execute' }).click();
      await page.getByText('"taxonomy"').first().waitFor();
      expect(complaints).toEqual([]);
    });
  },
);
