import type { FoundClip } from "../../datasets/read-dataset.ts";
import type { Model } from "../../engine/model.ts";
import { loadModel } from "../../engine/weights.ts";
import { localiseClips } from "../local/localise-clips.ts";
import type { ReportBuilder } from "./build-report.ts";
import { drawMaps } from "./draw-maps.ts";
import { mainId } from "./experiments.ts";
import type { Footage } from "./run-training.ts";
import type { StudyFolder } from "./study-folder.ts";

interface Context {
  folder: StudyFolder;
  builder: ReportBuilder;
  footage: Footage;
  places: { test: readonly FoundClip[] };
  signal: AbortSignal;
}

/** What the report shows of the first main model beside its scores; made once, when it is trained. */
export async function keepExtras({ folder, builder, footage, places, signal }: Context) {
  const id = mainId(0);
  const result = await folder.result(id);
  if (result?.kind !== "training") return;
  const keep = async (name: string, make: (model: Model) => Promise<unknown>): Promise<void> => {
    if (await folder.readNote(id, name)) return;
    const model = await loadModel(folder.at(id), result.model);
    try {
      await folder.writeNote(id, name, await make(model));
    } finally {
      model.dispose();
    }
  };
  const terms = await builder.labelledTerms(id);
  await keep("maps.json", (model) => drawMaps(model, footage.test, terms));
  if (!places.test.every(({ masks }) => masks !== undefined)) return;
  await keep("localisation.json", (model) =>
    localiseClips(model, places.test, footage.test, signal),
  );
}
