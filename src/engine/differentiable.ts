import { tf } from "./backend.ts";

interface Forward<Output, Saved> {
  value: Output;
  /** What the gradient needs; kept until it has been computed. */
  saved: Saved;
}

/**
 * An operation with a gradient of its own. `forward` runs off the tape; `backward` returns a gradient
 * for each input. Both what was saved and the incoming gradient are freed once used, where tfjs would
 * hold every gradient of the network until the last is done.
 */
export function differentiable<Output extends tf.Tensor, const Saved extends readonly tf.Tensor[]>(
  inputs: readonly tf.Tensor[],
  forward: () => Forward<Output, Saved>,
  backward: (gradient: Output, saved: Saved) => tf.Tensor[],
): Output {
  const operation = tf.customGrad<Output>((...args) => {
    const { value, saved } = forward();
    (args.at(-1) as tf.GradSaveFunc)([...saved]);
    return {
      value,
      gradFunc: (gradient, kept) => {
        const gradients = tf.tidy(() => backward(gradient, kept as unknown as Saved));
        tf.dispose([gradient, kept]);
        return gradients;
      },
    };
  });
  return operation(...inputs);
}
