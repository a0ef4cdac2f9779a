import util from "node:util";

// tfjs-node 4.22 still calls two functions of Node's: one that Node 23 removed, which must be back
// before it loads, and one that warns on every start that it is deprecated.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});

// TensorFlow reads its log level when its library loads, and from the environment alone.
// eslint-disable-next-line no-restricted-syntax
process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
