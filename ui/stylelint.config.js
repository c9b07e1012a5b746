// The floor is Chromium 72: what it does not know is an error here, not a surprise on an old phone.
export default {
  overrides: [{ files: ['**/*.vue'], customSyntax: 'postcss-html' }],
  ignoreFiles: ['dist/**', 'node_modules/**'],
  plugins: ['stylelint-no-unsupported-browser-features'],
  rules: {
    'plugin/no-unsupported-browser-features': [
      true,
      {
        browsers: ['chrome >= 72'],
        // Checked by hand: grid-gap and position sticky work; the rest degrade without harm.
        ignore: ['css-overscroll-behavior', 'css-appearance', 'css-resize', 'css-focus-visible', 'prefers-reduced-motion', 'wordwrap', 'text-size-adjust', 'css-math-functions', 'css-text-wrap-balance'],
        ignorePartialSupport: true,
      },
    ],
    'at-rule-disallowed-list': ['layer', 'container', 'property', 'scope', 'starting-style'],
    'function-disallowed-list': ['color-mix', 'min', 'max', 'clamp', 'env', 'light-dark', 'oklch'],
    'property-disallowed-list': [
      'aspect-ratio', 'inset', 'inset-inline', 'inset-block', 'gap', 'row-gap', 'column-gap', 'accent-color', 'translate', 'rotate', 'scale',
      'margin-inline', 'margin-block', 'padding-inline', 'padding-block', 'place-content', 'overflow-clip-margin',
    ],
    'declaration-property-value-disallowed-list': { '/^overflow/': ['clip'] },
    'selector-pseudo-class-disallowed-list': ['is', 'where', 'has', 'user-valid', 'user-invalid', 'modal'],
    'selector-nested-pattern': ['^$', { message: 'No nesting: Chromium 72 drops the whole rule.' }],
    'unit-disallowed-list': ['dvh', 'svh', 'lvh', 'dvw', 'svw', 'lvw', 'cqw', 'cqi', 'lh', 'rlh'],
    'color-no-invalid-hex': true,
    'declaration-block-no-duplicate-properties': true,
    'property-no-unknown': true,
    'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['deep', 'slotted', 'global'] }],
    'no-duplicate-selectors': true,
  },
}
