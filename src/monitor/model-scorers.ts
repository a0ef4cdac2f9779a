import type { Logger } from "../platform/logging.ts";
import { ModelScorer } from "./model-scorer.ts";
import type { ScoringEngine } from "./scoring-engine.ts";

/** One scorer a model, for as long as any camera uses it. */
export class ModelScorers {
  readonly #entries = new Map<string, { scorer: Promise<ModelScorer>; users: number }>();

  constructor(
    private readonly engine: ScoringEngine,
    private readonly log: Logger,
  ) {}

  async acquire({
    id,
    weightsSha256,
  }: {
    id: string;
    weightsSha256: string;
  }): Promise<ModelScorer> {
    const entry = this.#entries.get(id) ?? {
      scorer: this.engine.open(weightsSha256).then((model) => new ModelScorer(id, model, this.log)),
      users: 0,
    };
    this.#entries.set(id, entry);
    entry.users++;
    try {
      return await entry.scorer;
    } catch (error) {
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
      throw error;
    }
  }

  async release({ modelId }: ModelScorer): Promise<void> {
    const entry = this.#entries.get(modelId);
    if (!entry || --entry.users > 0) return;
    this.#entries.delete(modelId);
    await (await entry.scorer).close();
  }
}
