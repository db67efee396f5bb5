import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Folders that may know nothing of a browser, a network, a store or a clock. */
const pure = [
  'lib/{bytes,errors,shape,sse,cbor,rsa,ohttp,attestation,binding,receipts,settlement,redaction,opengradient,credits}/**/*.ts',
];

export default ts.config(
  {
    ignores: ['.output/**', '.wxt/**', '.stack/**', '.cache/**', 'node_modules/**', 'coverage/**'],
  },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['*.js', '*.mjs', 'scripts/*.mjs', 'test/stack/*.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-console': 'error',
      'no-eval': 'error',
      eqeqeq: 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Answers and pages are hostile: build nodes.' },
        { property: 'outerHTML', message: 'Answers and pages are hostile: build nodes.' },
        { property: 'insertAdjacentHTML', message: 'Answers and pages are hostile: build nodes.' },
      ],
    },
  },
  {
    files: pure,
    rules: {
      'no-restricted-globals': [
        'error',
        'fetch',
        'indexedDB',
        'localStorage',
        'browser',
        'chrome',
        'document',
        'window',
        'navigator',
        'process',
        'Buffer',
        'setTimeout',
        'setInterval',
        'XMLHttpRequest',
        'WebSocket',
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Time is an argument here.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time is an argument here.',
        },
      ],
    },
  },
  {
    files: ['scripts/**', 'bench/**', 'stack/**/main.ts', 'stack/log.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    ...ts.configs.disableTypeChecked,
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        crypto: 'readonly',
        TextEncoder: 'readonly',
        TextDecoder: 'readonly',
        structuredClone: 'readonly',
        document: 'readonly',
        window: 'readonly',
        getComputedStyle: 'readonly',
        location: 'readonly',
        chrome: 'readonly',
        indexedDB: 'readonly',
        btoa: 'readonly',
        atob: 'readonly',
        WebSocket: 'readonly',
        ReadableStream: 'readonly',
        queueMicrotask: 'readonly',
        setImmediate: 'readonly',
        Response: 'readonly',
      },
    },
    rules: { ...ts.configs.disableTypeChecked.rules, 'no-console': 'off' },
  },
);
