import { z } from "zod";
import { encodePng } from "./encode-png.ts";
import type { Figure } from "./figure.ts";
import { drawing, text } from "./svg.ts";

/** One frame with what the model makes of it; pixels are grey bytes in base64, row by row. */
export const frameMaps = z.object({
  clip: z.string(),
  frame: z.number(),
  anomalous: z.boolean(),
  width: z.number(),
  height: z.number(),
  picture: z.string(),
  /** Squared error of the final frame; 255 is the largest of all the frames shown. */
  error: z.string(),
  /** Distance to the nearest memory item at a quarter of the resolution; absent without a memory. */
  distance: z.string().optional(),
  /** 255 where the error is above the frame's mean. */
  above: z.string(),
});
export type FrameMaps = z.infer<typeof frameMaps>;

const gap = 12;
const left = 96;
const top = 34;

/** The paper's fig. 7. */
export function mapsFigure(frames: readonly FrameMaps[]): Figure {
  const title = "Figure 7 — where the prediction fails";
  const columns = [
    { title: "frame", of: (maps: FrameMaps) => picture(maps, maps.picture, grey) },
    { title: "distance to memory", of: (maps: FrameMaps) => maps.distance && picture(maps, maps.distance, heat) }, // prettier-ignore
    { title: "prediction error", of: (maps: FrameMaps) => picture(maps, maps.error, heat) },
    { title: "above the frame's mean", of: (maps: FrameMaps) => marked(maps) },
  ].filter(({ of }) => frames.every((maps) => of(maps) !== undefined));
  const width = 220;
  const [first] = frames;
  const height = Math.round((width * (first?.height ?? 1)) / (first?.width ?? 1));
  return {
    id: "figure7-maps",
    title,
    caption:
      "The anomalous frame that seed 0 scores highest, and the normal frame of median score of the same clip (of all clips where that " +
      "one has none). The second column is the distance of each place's query to its nearest memory item, mean of both streams, at a " +
      "quarter of the resolution; errors share one scale.",
    draw: (palette) =>
      drawing(
        left + columns.length * (width + gap),
        top + frames.length * (height + gap),
        palette,
        title,
        [
          ...columns.map((column, index) =>
            text(left + index * (width + gap), 22, column.title, { fill: palette.soft }),
          ),
          ...frames.flatMap((maps, row) => {
            const y = top + row * (height + gap);
            return [
              text(12, y + 18, maps.anomalous ? "anomalous" : "normal", { fill: palette.ink, weight: 600 }), // prettier-ignore
              text(12, y + 36, `clip ${maps.clip}`, { fill: palette.soft, size: 12 }),
              text(12, y + 52, `frame ${maps.frame}`, { fill: palette.soft, size: 12 }),
              ...columns.map(
                ({ of }, index) =>
                  `<image x="${left + index * (width + gap)}" y="${y}" width="${width}" height="${height}" ` +
                  `preserveAspectRatio="none" href="${of(maps) ?? ""}"/>`,
              ),
            ];
          }),
        ],
      ),
  };
}

type Colour = (value: number) => readonly [number, number, number];

const grey: Colour = (value) => [value, value, value];

/** Dark blue over magenta to yellow: rises in lightness, so that it is read in grey too. */
const heat: Colour = (value) => {
  const t = value / 255;
  const of = (a: number, b: number, c: number) => (t < 0.5 ? a + (b - a) * 2 * t : b + (c - b) * (2 * t - 1)); // prettier-ignore
  return [of(10, 190, 250), of(12, 55, 230), of(60, 110, 100)];
};

function picture({ width, height }: FrameMaps, base64: string, colour: Colour): string {
  const values = Buffer.from(base64, "base64");
  const pixels = new Uint8Array(3 * width * height);
  for (const [at, value] of values.entries()) pixels.set(colour(value), 3 * at);
  return dataUri(pixels, width, height);
}

/** The frame, paler, with the marked pixels in red. */
function marked({ width, height, picture: base64, above }: FrameMaps): string {
  const frame = Buffer.from(base64, "base64");
  const marks = Buffer.from(above, "base64");
  const pixels = new Uint8Array(3 * width * height);
  for (const [at, value] of frame.entries()) {
    const pale = 90 + (value * 165) / 255;
    pixels.set(marks[at] ? [214, 40, 30] : [pale, pale, pale], 3 * at);
  }
  return dataUri(pixels, width, height);
}

const dataUri = (pixels: Uint8Array, width: number, height: number): string =>
  `data:image/png;base64,${Buffer.from(encodePng(pixels, width, height)).toString("base64")}`;
