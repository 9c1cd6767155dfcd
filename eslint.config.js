import tseslint from "typescript-eslint";

export default tseslint.config(
  {ignores: ["dist/**", "dist.*/**", "data/**", "src/.observablehq/**", "coverage/**"]},
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", {fixStyle: "separate-type-imports"}],
      "@typescript-eslint/no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
      "@typescript-eslint/no-explicit-any": "error",
      eqeqeq: ["error", "always", {null: "ignore"}],
      "no-console": ["error", {allow: ["warn", "error"]}],
      "prefer-const": "error",
      "sort-imports": ["error", {ignoreDeclarationSort: true, ignoreCase: true}]
    }
  }
);
