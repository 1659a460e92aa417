import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The system's Chromium when there is one; Playwright's own otherwise.
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // One program with one demo tenant serves all tests, one after the other.
  workers: 1,
  fullyParallel: false,
  // A machine that is busy for a moment costs a second try, told as flaky; what is broken fails twice.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  globalSetup: "./program.ts",
  use: {
    baseURL: process.env.PROSA_URL ?? `http://127.0.0.1:${process.env.PROSA_PORT ?? 4710}`,
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        // A microphone that hums, so that recordings can be made.
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    },
  },
});
