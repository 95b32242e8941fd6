import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // An engine with running containers may need some 20 seconds to end.
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/daemon/**'],
          // No test asserts a time; the bound only ends one that hangs, also on a machine that is busy.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'daemon',
          include: ['test/daemon/**/*.test.ts'],
          globalSetup: 'test/daemon/setup.ts',
          // One engine serves all files: they would see one another's containers and events. Vitest runs files
          // without parallelism after all others.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
