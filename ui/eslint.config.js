// What the compiler does not check: accessibility, words in markup, who may know whom, and functions that Chromium 72 has not.
import compat from 'eslint-plugin-compat'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import tseslint from 'typescript-eslint'

import isolateTyped from './checks/isolate-typed.js'

const clock = { name: 'Date', message: 'Dates and minutes come from Rust; kit/i18n/format names them.' }
const network = ['fetch', 'EventSource', 'XMLHttpRequest', 'WebSocket'].map((name) => ({ name, message: 'The dashboard asks through district/generated/api.ts, the phone through kit/host.' }))

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'kit/generated'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  compat.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { daylog: { rules: { 'isolate-typed': isolateTyped } } },
    rules: {
      'daylog/isolate-typed': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-len': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      // Words for people live in the catalogues.
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['°C', '/', '·', '.', '_', '+', '−', '–', '(', ')', ',', ':', '%', '…'] }],
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'vuejs-accessibility/no-autofocus': 'error',
      // Only kit/host knows what carries a command.
      'no-restricted-imports': ['error', { patterns: [{ group: ['@tauri-apps/*'], message: 'Only kit/host may know Tauri.' }] }],
      'no-restricted-properties': [
        'error',
        { object: 'window', property: '__TAURI_INTERNALS__', message: 'Only kit/host may know Tauri.' },
        { object: 'Date', property: 'now', message: 'The wall clock may be set at any moment: ask the core, or count with performance.now().' },
        { object: 'Date', property: 'parse', message: 'Dates and minutes come from Rust; kit/i18n/format names them.' },
        ...network.map(({ name, message }) => ({ object: 'window', property: name, message })),
        { property: 'getTimezoneOffset', message: "Local times are the district's, and come from Rust." },
      ],
      'no-restricted-globals': ['error', clock, ...network],
      // Later than Chromium 72, and not seen by the compat plugin because they are methods.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name=/^(at|replaceAll|matchAll|fromEntries|hasOwn|allSettled|any|findLast|findLastIndex|toSorted|toReversed|structuredClone|randomUUID|replaceChildren)$/]',
          message: 'Not in Chromium 72, the floor.',
        },
      ],
    },
  },
  { files: ['kit/host/**'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['kit/host/**', 'district/shared/server/request.ts'], rules: { 'no-restricted-globals': ['error', clock] } },
  { files: ['kit/i18n/format.ts'], rules: { 'no-restricted-globals': ['error', ...network] } },
  { files: ['checks/**', '**/*.test.ts', '*.config.*'], rules: { 'compat/compat': 'off', 'no-restricted-syntax': 'off' } },
)
