import { tf } from "./backend.ts";
import { foldNorms, type Network, type Tensors } from "./network.ts";
import { streamsOf, type Stream } from "./parameters.ts";
import { StreamNetwork, type StreamOutput } from "./stream.ts";

export type Predictions = Partial<Record<Stream, StreamOutput>>;

/** A network made ready for scoring, its norms folded away. The network stays its owner's. */
export class Predictor {
  readonly streams: ReadonlyMap<Stream, StreamNetwork>;
  readonly weights: Tensors;
  private readonly owned: tf.Tensor[];

  constructor(readonly network: Network) {
    const { weights, owned } = foldNorms(network);
    this.weights = weights;
    this.owned = owned;
    this.streams = new Map(
      streamsOf(network.settings).map((stream) => [
        stream,
        new StreamNetwork(network.settings, stream, weights),
      ]),
    );
  }

  get settings() {
    return this.network.settings;
  }

  dispose(): void {
    tf.dispose(this.owned);
  }
}
