import { createHash, randomUUID } from "node:crypto";
import type {
  Camera,
  Clip,
  Dataset,
  Evaluation,
  Member,
  Model,
  Prisma,
  PrismaClient,
  Role,
  Site,
  TrainingJob,
} from "../../src/platform/generated/client.ts";
import { TenantDatabase } from "../../src/platform/tenancy.ts";
import type { Transaction } from "../../src/platform/tenancy.ts";

/** Tenants and what they have. A test names what it is about; the rest is made up. */
export class Seed {
  constructor(private readonly prisma: PrismaClient) {}

  async tenant(name = "Acme"): Promise<SeededTenant> {
    const tenant = new SeededTenant(new TenantDatabase(this.prisma, randomUUID()), name);
    await tenant.row((tx) => tx.tenant.create({ data: { id: tenant.id, name } }));
    return tenant;
  }
}

const liteSettings = {
  preset: "LITE",
  width: 32,
  height: 32,
  baseChannels: 4,
  memoryItems: 4,
  streams: "DUAL",
  temporalShift: true,
  channelAttention: true,
  memory: true,
  discretisationLoss: true,
};

type Given<Create> = Partial<Create>;

/** Each row whose parent is not given gets one made for it. */
export class SeededTenant {
  #count = 0;

  constructor(
    readonly db: TenantDatabase,
    readonly name: string,
  ) {}

  get id(): string {
    return this.db.tenantId;
  }

  row<T>(create: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.db.transaction(create);
  }

  /** Its password hash matches nothing: for signing in, make the tenant by `createTenant`. */
  member(role: Role = "OWNER"): Promise<Member> {
    const email = `${role}-${randomUUID()}@example.com`.toLowerCase();
    return this.row((tx) => tx.member.create({ data: { email, role, passwordHash: "none" } }));
  }

  site(given: Given<Prisma.SiteUncheckedCreateInput> = {}): Promise<Site> {
    const data = { name: this.#name("Site"), timeZone: "UTC", ...given };
    return this.row((tx) => tx.site.create({ data }));
  }

  async camera(given: Given<Prisma.CameraUncheckedCreateInput> = {}): Promise<Camera> {
    const siteId = given.siteId ?? (await this.site()).id;
    const source = { sourceUrl: "media:walkway.mp4", loop: true, frameRate: 10 };
    const data = { name: this.#name("Camera"), ...source, ...given, siteId };
    return this.row((tx) => tx.camera.create({ data }));
  }

  dataset(given: Given<Prisma.DatasetUncheckedCreateInput> = {}): Promise<Dataset> {
    const data = { name: this.#name("Dataset"), ...given };
    return this.row((tx) => tx.dataset.create({ data }));
  }

  async clip(given: Given<Prisma.ClipUncheckedCreateInput> = {}): Promise<Clip> {
    const datasetId = given.datasetId ?? (await this.dataset()).id;
    const size = { frameCount: 100, frameRate: 25, width: 360, height: 240 };
    const name = this.#name("Clip");
    const data = { name, split: "TRAIN" as const, source: `media:${name}`, ...size, ...given };
    return this.row((tx) => tx.clip.create({ data: { ...data, datasetId } }));
  }

  async trainingJob(
    given: Given<Prisma.TrainingJobUncheckedCreateInput> = {},
  ): Promise<TrainingJob> {
    const datasetId = given.datasetId ?? (await this.dataset()).id;
    const options = { epochs: 1, batchSize: 4, learningRate: 1e-3, seed: 0 };
    const data = { name: this.#name("Model"), settings: liteSettings, ...options, ...given };
    return this.row((tx) => tx.trainingJob.create({ data: { ...data, datasetId } }));
  }

  async model(given: Given<Prisma.ModelUncheckedCreateInput> = {}): Promise<Model> {
    const datasetId = given.datasetId ?? (await this.dataset()).id;
    const trainingJobId = given.trainingJobId ?? (await this.trainingJob({ datasetId })).id;
    const name = this.#name("Model");
    const weightsSha256 = createHash("sha256").update(name).digest("hex");
    const facts = { version: 1, settings: liteSettings, parameterCount: 1000, calibration: {} };
    const data = { name, weightsSha256, ...facts, ...given, datasetId, trainingJobId };
    return this.row((tx) => tx.model.create({ data }));
  }

  async evaluation(given: Given<Prisma.EvaluationUncheckedCreateInput> = {}): Promise<Evaluation> {
    const model = given.modelId ?? (await this.model()).id;
    const datasetId = given.datasetId ?? (await this.dataset()).id;
    return this.row((tx) =>
      tx.evaluation.create({ data: { ...given, modelId: model, datasetId } }),
    );
  }

  #name(kind: string): string {
    return `${kind} ${++this.#count}`;
  }
}
