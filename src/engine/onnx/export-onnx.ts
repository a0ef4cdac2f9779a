import { tf, uploadBytes } from "../backend.ts";
import { pixelsOf } from "../frames.ts";
import { measureTerms } from "../measure.ts";
import type { Model } from "../model.ts";
import { Predictor } from "../predictor.ts";
import { record } from "../recording.ts";
import { streamStates, streamStep } from "../stream-step.ts";
import { modelMetadata } from "../weights.ts";
import { encodeModel, type OnnxValue } from "./model-proto.ts";
import { toChannelsFirst } from "./translation.ts";
import { translate } from "./translate.ts";

/** Cameras of the run that is recorded; the graph takes any number. */
const recordedCameras = 2;

/**
 * The model as an ONNX graph: one new frame of each camera with the states that it left behind, to the
 * frame's terms, each stream's prediction and the next states. docs/export.md says how it is used.
 */
export function exportOnnx(model: Model): Uint8Array {
  const predictor = new Predictor(model.network);
  try {
    return tf.tidy(() => encodeStep(predictor, modelMetadata(model)));
  } finally {
    predictor.dispose();
  }
}

function encodeStep(predictor: Predictor, metadata: Record<string, string>): Uint8Array {
  const { width, height } = predictor.settings;
  const size = [recordedCameras, height, width, 1];
  const states = streamStates(predictor.settings);
  const frame = uploadBytes(new Uint8Array(recordedCameras * height * width), size);
  const zeros = [...states.values()].map((shape) =>
    tf.zeros<tf.Rank.R4>([recordedCameras, ...shape] as tf.Tensor4D["shape"]),
  );

  const names: string[] = [];
  const weightNames = new Map([...predictor.weights].map(([name, { dataId }]) => [dataId, name]));
  const { graph, results } = record(
    [frame, ...zeros],
    () => {
      const step = streamStep(predictor, pixelsOf(frame), zeros);
      const outputs: Record<string, tf.Tensor> = measureTerms(
        predictor,
        step.predictions,
        step.truth,
      );
      for (const [stream, { prediction }] of Object.entries(step.predictions)) {
        outputs[`${stream}_prediction`] = prediction;
      }
      for (const [at, name] of [...states.keys()].entries()) {
        outputs[`next_${name}`] = step.states[at] as tf.Tensor;
      }
      names.push(...Object.keys(outputs));
      return Object.values(outputs);
    },
    weightNames,
  );

  const inputNames = ["frame", ...states.keys()];
  const inputs = [size, ...zeros.map(({ shape }) => shape)].map((shape, at): OnnxValue => ({
    name: inputNames[at] ?? "",
    type: at === 0 ? "uint8" : "float",
    shape: shapeInOnnx(shape),
  }));
  const outputs = results.map(({ shape }, at): OnnxValue => ({
    name: names[at] ?? "",
    type: "float",
    shape: shapeInOnnx(shape),
  }));
  return encodeModel({ ...translate(graph, inputNames, names), inputs, outputs, metadata });
}

function shapeInOnnx(shape: readonly number[]): OnnxValue["shape"] {
  const sizes = shape.length === 4 ? toChannelsFirst.map((axis) => shape[axis] ?? 1) : shape;
  return ["cameras", ...sizes.slice(1)];
}
