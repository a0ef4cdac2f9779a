import type { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type ErrorRequestHandler, type Express, type Request } from "express";
import { AppError } from "../errors.ts";
import { Role } from "../platform/generated/enums.ts";
import { readinessProblems } from "../platform/health.ts";
import type { Logger } from "../platform/logging.ts";
import { resolveSession } from "../platform/sessions.ts";
import type { Uploads } from "../platform/uploads.ts";
import { requireRole } from "./auth-checker.ts";
import { createContext, type RequestContext, type ServerParts } from "./context.ts";
import { readToken } from "./current-session.ts";

export interface HttpParts {
  apollo: ApolloServer<RequestContext>;
  parts: ServerParts;
  uploads: Uploads;
  stopping: AbortSignal;
  log: Logger;
  graphqlPath: string;
  uploadsPath: string;
}

/** Everything the server answers over HTTP. No other origin is let in: a console is served with it. */
export function createHttpApp(app: HttpParts): Express {
  const { parts, stopping, graphqlPath, uploadsPath } = app;
  const http = express().disable("x-powered-by");

  http.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  http.get("/readyz", async (_request, response) => {
    const dependencies = { prismaSystem: parts.system, events: parts.events };
    const problems = stopping.aborted
      ? ["The server is stopping."]
      : await readinessProblems(dependencies);
    response
      .status(problems.length === 0 ? 200 : 503)
      .json({ status: problems.length === 0 ? "ready" : "not ready", problems });
  });

  http.use(
    graphqlPath,
    express.json({ limit: "1mb" }),
    expressMiddleware(app.apollo, {
      context: ({ req }) => createContext(parts, tokenOf(req)),
    }),
  );
  http.all([uploadsPath, `${uploadsPath}/:id`], async (request, response) => {
    const token = tokenOf(request);
    const session = token === undefined ? undefined : await resolveSession(parts.system, token);
    requireRole(session, Role.OPERATOR);
    await app.uploads.handle(session.tenantId, request, response);
  });

  http.use((_request, response) => {
    response.status(404).json({ error: "There is nothing here." });
  });
  http.use(answerError(app.log));
  return http;
}

const tokenOf = (request: Request): string | undefined => readToken(request.headers.authorization);

const statuses: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  UNAVAILABLE: 503,
};

/** Where GraphQL is not in between: the same codes, and no more about what was not expected. */
function answerError(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof AppError) {
      const status = statuses[error.code] ?? 500;
      if (status === 401) response.set("WWW-Authenticate", "Bearer");
      response.status(status).json({ error: error.message, code: error.code });
    } else if (isClientError(error)) {
      response.status(error.status).json({ error: error.message, code: "BAD_USER_INPUT" });
    } else {
      log.error({ err: error }, "A request failed unexpectedly.");
      response.status(500).json({ error: "Something went wrong.", code: "INTERNAL_SERVER_ERROR" });
    }
  };
}

/** Express's own: a body that is too large, or no JSON. */
function isClientError(error: unknown): error is Error & { status: number } {
  if (!(error instanceof Error) || !("status" in error)) return false;
  return typeof error.status === "number" && error.status >= 400 && error.status < 500;
}
