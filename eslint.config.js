import tseslint from "typescript-eslint";

// Who may import whom. A room missing from a list is closed to it.
const rooms = {
  engine: [],
  video: [],
  datasets: ["video", "engine"],
  platform: [],
  schema: ["engine"],
  jobs: ["platform"],
  services: ["platform", "jobs", "engine"],
  handlers: ["platform", "jobs", "services", "engine", "video", "datasets"],
  monitor: ["platform", "jobs", "services", "engine", "video"],
  resolvers: ["platform", "schema", "services", "engine"],
};
const folder = (room) => (room === "handlers" ? "jobs/handlers" : room);
const pure = ["engine", "video", "datasets"];

const boundaries = Object.entries(rooms).map(([room, open]) => ({
  files: [`src/${folder(room)}/**/*.ts`],
  ignores: room === "jobs" ? ["src/jobs/handlers/**"] : [],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...Object.keys(rooms)
            .filter((other) => other !== room && !open.includes(other))
            .filter((other) => !(room === "handlers" && other === "jobs"))
            .map((other) => ({
              regex: `^\\.\\..*/${folder(other)}/(?!handlers/|generated/enums\\.ts$)`,
              message: `${room} may not know about ${other}.`,
            })),
          {
            regex: "/(server|worker|monitor|cli)\\.ts$",
            message: "Composition roots are not imported.",
          },
          ...(pure.includes(room)
            ? [
                {
                  regex: "^(@prisma|graphql|type-graphql)|/generated/",
                  message: `${room} is free of GraphQL and Prisma.`,
                },
              ]
            : []),
          // Of the engine, services and the API know the pure parts: nothing that loads TensorFlow.
          ...(["services", "resolvers", "schema"].includes(room)
            ? [
                {
                  regex:
                    "/engine/(?!(settings|parameters|training-plan|evaluation|scores|calibration|terms)\\.ts$)",
                  message: `${room} uses the engine's pure parts only.`,
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["node_modules/**", "src/platform/generated/**", ".vigil/**", "console/dist/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // type-graphql reads a subscription's arguments off a method that itself has no use for them.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/platform/config.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "The environment is read in src/platform/config.ts.",
        },
      ],
    },
  },
  { files: ["test/**/*.ts", "bench/**/*.ts"], rules: { "max-lines": ["error", 400] } },
  ...boundaries,
);
