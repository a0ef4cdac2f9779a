import util from "node:util";

// tfjs-node 4.22 still calls two functions of Node's: one that Node 23 removed, which must be back
// before it loads, and one that warns on every start that it is deprecated.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});

// TensorFlow reads these when its library loads, and from the environment alone. It turns oneDNN's
// kernels on by itself only on processors with AVX-512; without them a training step takes twice as long.
/* eslint-disable no-restricted-syntax */
process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
process.env["TF_ENABLE_ONEDNN_OPTS"] ??= "1";
/* eslint-enable no-restricted-syntax */
