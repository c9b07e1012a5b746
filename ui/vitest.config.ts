// The checks that need no browser: catalogues, formats and the small rules of input.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [vue()], test: { include: ['**/*.test.ts'] } })
