import type { Api } from "./api.ts";
import type { Footage } from "./footage.ts";

/** Cameras that an earlier run left running would be scored beside this one's. */
export async function stopOldCameras(api: Api): Promise<void> {
  const { cameras } = await api.request<{
    cameras: { nodes: { id: string; health: { state: string } }[] };
  }>(`{ cameras(first: 100) { nodes { id health { state } } } }`);
  for (const { id, health } of cameras.nodes) {
    if (health.state === "STOPPED" || health.state === "ENDED") continue;
    await api.request(`mutation ($id: ID!) { stopMonitoring(cameraId: $id) { id } }`, { id });
  }
}

/** A camera on the footage, looped, scored with the model. Returns its id and its alerts' threshold. */
export async function startCamera(
  api: Api,
  { watch, frameRate }: Pick<Footage, "watch" | "frameRate">,
  modelId: string,
): Promise<{ cameraId: string; threshold: number }> {
  const { createSite } = await api.request<{ createSite: { id: string } }>(
    `mutation { createSite(input: { name: "Demo site" }) { id } }`,
  );
  const { createCamera } = await api.request<{
    createCamera: { id: string; alertPolicy: { threshold: number } };
  }>(
    `mutation ($input: CreateCameraInput!) {
      createCamera(input: $input) { id alertPolicy { threshold } }
    }`,
    {
      input: {
        siteId: createSite.id,
        name: "Demo camera",
        source: { url: watch, loop: true },
        frameRate,
      },
    },
  );
  await api.request(
    `mutation ($cameraId: ID!, $modelId: ID!) {
      activateModel(cameraId: $cameraId, modelId: $modelId) { id }
      startMonitoring(cameraId: $cameraId) { id }
    }`,
    { cameraId: createCamera.id, modelId },
  );
  return { cameraId: createCamera.id, threshold: createCamera.alertPolicy.threshold };
}
