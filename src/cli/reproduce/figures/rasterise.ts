/** What is used of @resvg/resvg-js. */
interface Resvg {
  Resvg: new (
    svg: string,
    options: { fitTo: { mode: "width"; value: number }; font: { loadSystemFonts: boolean } },
  ) => { render(): { asPng(): Uint8Array } };
}

const library: string = "@resvg/resvg-js";

/** The SVG as a PNG of twice its size, for documents that take no vectors; undefined without the library. */
export async function rasterise(svg: string): Promise<Uint8Array | undefined> {
  let loaded: Resvg;
  try {
    loaded = (await import(library)) as Resvg;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
  const value = 2 * Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1] ?? 400);
  return new loaded.Resvg(svg, { fitTo: { mode: "width", value }, font: { loadSystemFonts: true } })
    .render()
    .asPng();
}
