import type { IncomingMessage, ServerResponse } from "node:http";
import { readdir } from "node:fs/promises";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import type { Config } from "./config.ts";
import { storageFolders } from "./storage.ts";

/** An upload that nobody has finished by then is given up. */
const patienceMs = 24 * 60 * 60 * 1000;

/**
 * Resumable uploads by the tus protocol. Each tenant has a server of its own, over a folder of its
 * own: whatever id a request names, it can only mean one of the tenant's uploads.
 */
export class Uploads {
  readonly #servers = new Map<string, Server>();

  constructor(
    private readonly path: string,
    private readonly config: Pick<Config, "home" | "maxUploadBytes">,
  ) {}

  handle(tenantId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#of(tenantId).handle(request, response);
  }

  async isComplete(tenantId: string, uploadId: string): Promise<boolean> {
    const { size, offset } = await this.#of(tenantId).datastore.getUpload(uploadId);
    return size === offset;
  }

  /** The store's own clean-up also takes what was finished long ago. */
  async removeAbandoned(): Promise<void> {
    const tenants = await readdir(storageFolders(this.config).uploads(""));
    for (const tenantId of tenants) {
      const { datastore } = this.#of(tenantId);
      if (!(datastore instanceof FileStore)) continue;
      for (const id of (await datastore.configstore.list?.()) ?? []) {
        const { size, offset, creation_date: created } = await datastore.getUpload(id);
        const abandoned = created && Date.now() - Date.parse(created) > patienceMs;
        if (size !== offset && abandoned) await datastore.remove(id);
      }
    }
  }

  #of(tenantId: string): Server {
    let server = this.#servers.get(tenantId);
    if (!server) {
      server = new Server({
        path: this.path,
        datastore: new FileStore({ directory: storageFolders(this.config).uploads(tenantId) }),
        maxSize: this.config.maxUploadBytes,
        // Right behind any proxy, whatever name it has to the outside.
        relativeLocation: true,
        allowedOrigins: () => false,
        disableTerminationForFinishedUploads: true,
      });
      this.#servers.set(tenantId, server);
    }
    return server;
  }
}
