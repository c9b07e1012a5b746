// Two faces from one package: `--mode phone` and `--mode district`, each to a folder of its own under dist.
// The floor is Chromium 72. Syntax is lowered by the target; missing features are kept out by the linters and checks/budgets.mjs.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** `phone.ko` for a catalogue, so that budgets and people can tell them apart. */
function catalogue(id: string | null | undefined): string | undefined {
  const found = /locales\/(\w+)\/([\w-]+)\.json$/.exec(id || '')
  return found ? `${found[1]}.${found[2]}` : undefined
}

const faces = ['phone', 'district'] as const

export default defineConfig(({ mode }) => {
  const face = faces.find((each) => each === mode) || 'phone'
  return {
    root: face,
    base: './',
    plugins: [vue()],
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    build: {
      outDir: `../dist/${face}`,
      emptyOutDir: true,
      target: 'chrome70',
      cssTarget: 'chrome70',
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { chunkFileNames: ({ facadeModuleId }) => `assets/${catalogue(facadeModuleId) || '[name]'}-[hash].js` },
      },
    },
  }
})
