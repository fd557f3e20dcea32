// The rules for every script of this repository. `.ci/node` installs the packages.
import js from "../../build/node/node_modules/@eslint/js/src/index.js";
import globals from "../../build/node/node_modules/globals/index.js";

const CODE = { skipBlankLines: true, skipComments: true };

export default [
  { ignores: ["build/", ".venv/", "dist/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      complexity: ["error", 20],
      "max-lines": ["error", { max: 250, ...CODE }],
      "max-lines-per-function": ["error", { max: 50, ...CODE }],
      eqeqeq: "error",
      "no-implicit-coercion": "error",
      "no-throw-literal": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  { files: ["**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["tests/gadget/stub.js"], languageOptions: { globals: { __SETUP__: "readonly" } } },
  { files: ["**/i18n/*.js"], rules: { "max-lines": "off" } }, // a list of texts
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node } },
];
