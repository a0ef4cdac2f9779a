import { createServer, type Server } from "node:http";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginDrainHttpServer } from "@apollo/server/plugin/drainHttpServer";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { closeQueue, openQueue } from "./jobs/queue.ts";
import { loadConfig, type Config } from "./platform/config.ts";
import { connect } from "./platform/database.ts";
import { Events } from "./platform/events.ts";
import { announceReady, stopSignal } from "./platform/lifecycle.ts";
import { createLogger } from "./platform/logging.ts";
import { prepareStorage } from "./platform/storage.ts";
import { Uploads } from "./platform/uploads.ts";
import { createContext, type RequestContext, type ServerParts } from "./resolvers/context.ts";
import { createSchema } from "./resolvers/create-schema.ts";
import { createFormatError } from "./resolvers/format-error.ts";
import { createHttpApp } from "./resolvers/http-app.ts";
import { limitPlugin, longestDocument } from "./resolvers/limits.ts";
import { socketOptions } from "./resolvers/web-socket.ts";
import { EvaluationScores } from "./services/evaluation-scores.ts";
import { probe } from "./video/probe.ts";
import { VideoError } from "./video/video-error.ts";

const stopping = stopSignal();
const config = loadConfig();
const log = createLogger({ level: config.logLevel, name: "server" });

const graphqlPath = "/graphql";
const uploadsPath = "/uploads";
const longestMessage = 2 ** 20;
const hourMs = 60 * 60 * 1000;

async function main(): Promise<void> {
  const url = config.databaseUrl;
  if (!url) throw new Error("DATABASE_URL must be set: a server joins a database that runs.");
  await prepareStorage(config);
  const prisma = connect(url, "vigil_app");
  const system = connect(url, "vigil_system");
  const events = await Events.open(url, log);
  const queue = await openQueue(url, log);
  const uploads = new Uploads(uploadsPath, config);
  const parts: ServerParts = {
    ...{ prisma, system, events, queue },
    evaluationScores: new EvaluationScores(),
    footage: {
      folders: config,
      probe: probeClip,
      uploadIsComplete: (tenantId, uploadId) => uploads.isComplete(tenantId, uploadId),
    },
  };

  const http = createServer();
  http.requestTimeout = hourMs; // a large upload over a slow line; who sends nothing is cut off sooner
  const schema = await createSchema();
  const formatError = createFormatError(log);
  const sockets = new WebSocketServer({
    server: http,
    path: graphqlPath,
    maxPayload: longestMessage,
  });
  const socketServer = useServer(
    socketOptions(schema, (token) => createContext(parts, token), formatError),
    sockets,
  );
  const apollo = new ApolloServer<RequestContext>({
    schema,
    formatError,
    introspection: true, // the API is public, whoever may use it
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: longestDocument },
    plugins: [
      limitPlugin,
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: http }),
      { serverWillStart: async () => ({ drainServer: async () => socketServer.dispose() }) },
    ],
  });
  await apollo.start();
  http.on(
    "request",
    createHttpApp({ apollo, parts, uploads, stopping, log, graphqlPath, uploadsPath }),
  );

  const address = await listen(http, config);
  const cleaning = setInterval(() => void cleanUp(uploads), hourMs);
  log.info({ address }, "The server has started.");
  announceReady(address);

  await new Promise((resolve) => stopping.addEventListener("abort", resolve, { once: true }));
  clearInterval(cleaning);
  await apollo.stop();
  await closeQueue(queue);
  await events.close();
  await Promise.all([prisma.$disconnect(), system.$disconnect()]);
  log.info("The server has stopped.");
}

/** What ffmpeg says of a file, without where on this machine it lies. */
async function probeClip(path: string) {
  try {
    return await probe({ url: path });
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
    const { frame } = error.place;
    return { problem: frame ? `after ${frame} frames: ${error.reason}` : error.reason };
  }
}

async function cleanUp(uploads: Uploads): Promise<void> {
  await uploads.removeAbandoned().catch((error: unknown) => {
    log.warn({ err: error }, "Uploads that nobody finished could not be removed.");
  });
}

function listen(http: Server, { port }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, () => {
      const address = http.address();
      resolve(`http://localhost:${typeof address === "object" && address ? address.port : port}`);
    });
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.fatal({ err: error }, error instanceof Error ? error.message : "The server failed.");
    process.exit(1);
  },
);
