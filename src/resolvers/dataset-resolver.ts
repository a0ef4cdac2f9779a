import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { Dataset as DatasetRow } from "../platform/generated/client.ts";
import { Camera } from "../schema/camera.ts";
import { ClipConnection } from "../schema/clip.ts";
import { PageArgs } from "../schema/connection.ts";
import { CreateDatasetInput } from "../schema/dataset-input.ts";
import { Dataset, DatasetConnection } from "../schema/dataset.ts";
import type { RequestContext } from "./context.ts";

@Resolver(() => Dataset)
export class DatasetResolver {
  @Authorized("VIEWER")
  @Query(() => Dataset, { nullable: true })
  dataset(@Arg("id", () => ID) id: string, @Ctx() { datasets }: RequestContext) {
    return datasets.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => DatasetConnection)
  datasets(@Args(() => PageArgs) page: PageArgs, @Ctx() { datasets }: RequestContext) {
    return datasets.list(page);
  }

  @Authorized("OPERATOR")
  @Mutation(() => Dataset)
  createDataset(
    @Arg("input", () => CreateDatasetInput) input: CreateDatasetInput,
    @Ctx() { datasets }: RequestContext,
  ) {
    return datasets.create(input);
  }

  @FieldResolver(() => Camera, { nullable: true })
  camera(@Root() { cameraId }: DatasetRow, @Ctx() { loaders }: RequestContext) {
    return cameraId === null ? undefined : loaders.camera.load(cameraId);
  }

  @FieldResolver(() => Int)
  async clipCount(@Root() { id }: DatasetRow, @Ctx() { loaders }: RequestContext) {
    return (await loaders.footage.load(id)).clipCount;
  }

  @FieldResolver(() => Int)
  async frameCount(@Root() { id }: DatasetRow, @Ctx() { loaders }: RequestContext) {
    return (await loaders.footage.load(id)).frameCount;
  }

  @FieldResolver(() => Int, {
    description: "Frames of the clips of which someone said what is anomalous.",
  })
  async labelledFrameCount(@Root() { id }: DatasetRow, @Ctx() { loaders }: RequestContext) {
    return (await loaders.footage.load(id)).labelledFrameCount;
  }

  @FieldResolver(() => ClipConnection)
  clips(
    @Root() { id }: DatasetRow,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { clips }: RequestContext,
  ) {
    return clips.list(id, page);
  }
}
