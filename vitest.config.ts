import {defineConfig} from "vitest/config";

export default defineConfig({
  test: {
    expect: {requireAssertions: true},
    maxWorkers: "100%", // by default one processor stays free, and many tests wait for a browser
    projects: [
      {extends: true, test: {name: "unit", include: ["tests/unit/**/*.test.ts"], testTimeout: 30_000}},
      {extends: true, test: {name: "ingest", include: ["tests/ingest/**/*.test.ts"], testTimeout: 60_000}},
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          globalSetup: "tests/browser/build-fixture.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      }
    ]
  }
});
