import { tf } from "../../src/engine/backend.ts";
import { stackFrames, steps, streamFrames } from "../../src/engine/frames.ts";
import { depthToSpace } from "../../src/engine/kernels.ts";
import { discretisationLoss } from "../../src/engine/losses.ts";
import { measure, readTerms } from "../../src/engine/measure.ts";
import { toQueries } from "../../src/engine/memory.ts";
import { getTensor, Network } from "../../src/engine/network.ts";
import {
  channelsAt,
  firstInput,
  inputFrames,
  memoryLevels,
  sampleFrames,
  streamsOf,
  type Stream,
} from "../../src/engine/parameters.ts";
import { Predictor, type Predictions } from "../../src/engine/predictor.ts";
import { streamGradients } from "../../src/engine/stream-gradients.ts";
import { StreamNetwork, type StreamOutput } from "../../src/engine/stream.ts";
import { intercept } from "./intercept.ts";
import { drawCase, type Case } from "./sample.ts";

export type Trace = Map<string, Float32Array>;

/** What the PyTorch peer's golden.py computes, from the engine and under the same names. */
export function traceEngine(drawn: Case): Trace {
  const { weights, frames } = drawCase(drawn);
  const { settings, batch } = drawn;
  const values = new Map([...weights].map(([name, { data }]) => [name, data]));
  const network = Network.from(settings, values);
  const shape = [sampleFrames * batch, settings.height, settings.width, 1] as const;
  const input = tf.tensor4d(frames.data, [...shape]);
  const trace: Trace = new Map();
  traceInference(network, input, trace);
  traceTraining(network, input, drawn.weights, trace);
  network.dispose();
  input.dispose();
  return trace;
}

function traceInference(network: Network, frames: tf.Tensor4D, trace: Trace): void {
  const batch = frames.shape[0] / sampleFrames;
  const predictor = new Predictor(network);
  tf.tidy(() => {
    const outputs: Predictions = {};
    for (const [stream, streamNetwork] of predictor.streams) {
      const first = firstInput(network.settings);
      const seen = steps(streamFrames(stream, frames, batch), first, inputFrames, batch);
      const input = network.settings.temporalShift ? seen : stackFrames(seen, batch);
      outputs[stream] = noteBlocks("inference", batch, trace, () =>
        streamNetwork.decode(streamNetwork.encode(input, batch)),
      );
    }
    const truth = { before: steps(frames, 4, 1, batch), last: steps(frames, 5, 1, batch) };
    const terms = readTerms(measure(predictor, outputs, truth));
    for (const name of [...predictor.streams.keys()].flatMap(scoreTerms)) {
      const values = terms.map((frame) => frame[name]);
      if (!values.some(Number.isNaN)) trace.set(`score/${name}`, Float32Array.from(values));
    }
  });
  predictor.dispose();
}

const scoreTerms = (stream: Stream) =>
  ["psnr", "frameError", `${stream}Error`, `${stream}Distance`] as const;

function traceTraining(
  network: Network,
  frames: tf.Tensor4D,
  weights: Case["weights"],
  trace: Trace,
): void {
  const { settings, parameters, state } = network;
  let total = 0;
  for (const stream of streamsOf(settings)) {
    tf.tidy(() => {
      const trained = new Map([...parameters].filter(([name]) => name.startsWith(`${stream}/`)));
      const result = noteBlocks("training", frames.shape[0] / sampleFrames, trace, () =>
        streamGradients(settings, stream, trained, state, frames, weights),
      );
      for (const [index, name] of [...trained.keys()].entries())
        note(trace, `gradient/${name}`, result.gradients[index]);
      for (const [name, tensor] of result.state) note(trace, `state/${name}`, tensor);

      const [whole = NaN, prediction = NaN] = result.losses.dataSync();
      total += whole;
      trace.set(`loss/${stream}/prediction`, Float32Array.of(prediction));
      tf.dispose([...result.state.values()]);
      const features = featureShapes(network, frames);
      for (const level of memoryLevels(settings)) {
        const { shape, block } = features[level] as (typeof features)[number];
        const feature = trace.get(`training/${stream}/${block}`) ?? new Float32Array();
        const items = getTensor<tf.Tensor2D>(state, `${stream}/memory${level}`);
        const loss = (x: tf.Tensor) => discretisationLoss(toQueries(x as tf.Tensor4D), items);
        const { value, grad } = tf.valueAndGrad(loss)(tf.tensor(feature, shape));
        note(trace, `loss/${stream}/discretisation${level}`, value);
        note(trace, `gradient/${stream}/discretisation${level}`, grad);
      }
    });
  }
  trace.set("loss/total", Float32Array.of(total));
}

/** Where each level's queries come from. */
function featureShapes({ settings }: Network, frames: tf.Tensor4D) {
  const [rows, height, width] = frames.shape;
  return ["encoder0", "encoder1", "encoder2", "encoder2/down"].map((block, level) => {
    const half = 2 ** level;
    return {
      block,
      shape: [rows / sampleFrames, height / half, width / half, channelsAt(settings, level)],
    };
  });
}

/** Notes what each block makes of the newest frame. */
function noteBlocks<Result>(
  phase: string,
  batch: number,
  trace: Trace,
  work: () => Result,
): Result {
  const noteNewest = (self: object, block: string, value: unknown) => {
    const { stream } = self as unknown as { stream: Stream };
    const rows = (value as tf.Tensor).shape[0] ?? 0;
    const rest = (value as tf.Tensor).shape.slice(1).map(() => 0);
    const newest = tf.slice(value as tf.Tensor, [rows - batch, ...rest]);
    note(trace, `${phase}/${stream}/${block}`, newest);
  };
  return intercept(
    StreamNetwork.prototype,
    {
      convolution(self, [name, input], result) {
        const block = name as string;
        if (block.endsWith("/attention1")) return; // holds the norm too, when that is folded in
        if (/(up|attention2|head)$/.test(block)) noteNewest(self, `${block}/input`, input);
        const isUp = block.endsWith("/up");
        noteNewest(self, block, isUp ? depthToSpace(result as tf.Tensor4D) : result);
      },
      shiftResidual(self, [level], result) {
        noteNewest(self, `encoder${level as number}`, result);
      },
      decode(self, _args, result) {
        const { prediction, queries } = result as StreamOutput;
        const { stream } = self as unknown as { stream: Stream };
        noteNewest(self, "prediction", prediction);
        for (const [level, query] of Object.entries(queries)) {
          note(trace, `${phase}/${stream}/queries${level}`, query);
        }
      },
    },
    work,
  );
}

function note(trace: Trace, name: string, tensor: tf.Tensor | undefined): void {
  if (!tensor) throw new Error(`The engine gave nothing for ${name}.`);
  trace.set(name, tensor.dataSync<"float32">().slice());
}
