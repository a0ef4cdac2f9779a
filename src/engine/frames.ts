import { run, tf, type, uploadBytes } from "./backend.ts";
import type { FrameSize } from "./frame-source.ts";
import { inputFrames, type Stream } from "./parameters.ts";

/** Grey bytes on the device as they are, `[frames, height, width, 1]`; only `pixelsOf` can read them. */
export function uploadFrames(bytes: Uint8Array, { width, height }: FrameSize): tf.Tensor {
  return uploadBytes(bytes, [bytes.length / (width * height), height, width, 1]);
}

/** Uploaded bytes as pixels in −1..1. */
export function pixelsOf(uploaded: tf.Tensor): tf.Tensor4D {
  const values = run<tf.Tensor4D>(
    "Cast",
    [uploaded],
    [type("SrcT", "uint8"), type("DstT", "float32")],
  );
  return tf.sub(tf.mul(values, 1 / 127.5), 1);
}

/** Grey bytes as pixels in −1..1, `[frames, height, width, 1]`. */
export function toPixels(bytes: Uint8Array, size: FrameSize): tf.Tensor4D {
  return tf.tidy(() => pixelsOf(uploadFrames(bytes, size)));
}

/** `count` steps from step `from`; steps lie one after another, `batch` frames each. */
export function steps(frames: tf.Tensor4D, from: number, count: number, batch = 1): tf.Tensor4D {
  return tf.slice4d(frames, [from * batch, 0, 0, 0], [count * batch, -1, -1, -1]);
}

/** What a stream sees: the frames, or their differences, one step fewer. */
export function streamFrames(stream: Stream, frames: tf.Tensor4D, batch = 1): tf.Tensor4D {
  if (stream === "spatial") return frames;
  const pairs = frames.shape[0] / batch - 1;
  return tf.sub(steps(frames, 1, pairs, batch), steps(frames, 0, pairs, batch));
}

/** Each run of four steps as the channels of one: how the network sees time without a shift. */
export function stackFrames(frames: tf.Tensor4D, batch = 1): tf.Tensor4D {
  const count = frames.shape[0] / batch - inputFrames + 1;
  const channels = Array.from({ length: inputFrames }, (_, from) =>
    steps(frames, from, count, batch),
  );
  return tf.concat4d(channels, 3);
}
