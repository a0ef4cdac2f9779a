import util from "node:util";

// tfjs-node 4.22 still calls this function, which Node 23 removed. It must be back before it loads.
(util as { isNullOrUndefined?: (value: unknown) => boolean }).isNullOrUndefined ??= (value) =>
  value === null || value === undefined;

// TensorFlow reads its log level when its library loads, and from the environment alone.
// eslint-disable-next-line no-restricted-syntax
process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
