import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js", "build/*.mjs"] } } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // These break on the oldest browser the app promises (Chrome 80) or on plain http.
      "no-restricted-globals": ["error", "structuredClone", "caches"],
      "no-restricted-properties": [
        "error",
        { object: "crypto", property: "randomUUID", message: "absent on plain http; use ids from the writer" },
        { object: "crypto", property: "subtle", message: "absent on plain http; use src/data/noble.ts" },
        { object: "navigator", property: "onLine", message: "it lies; ask the server" },
      ],
    },
  },
  {
    files: ["src/**", "shell/**"],
    ignores: ["src/data/noble.ts", "src/data/noble-seldom.ts"],
    rules: {
      // Newer than Chrome 80, though the types of Node let them pass.
      "no-restricted-syntax": ["error", "CallExpression[callee.property.name='at'][arguments.0.operator='-']", "CallExpression[callee.property.name=/^(findLast|findLastIndex|replaceAll|hasOwn|toSorted|toReversed|groupBy)$/]"],
      "no-restricted-imports": ["error", { patterns: [{ group: ["@noble/*"], message: "Chrome 80 needs what src/data/noble.ts brings" }] }],
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: { process: "readonly" }, parserOptions: { projectService: false } },
  },
);
