import type { Account } from "./account.ts";

/** What there is to try next: addresses, sign-in and three operations to paste. */
export function farewell(
  url: string,
  { email, password }: Account,
  { cameraId, modelId }: { cameraId: string; modelId: string },
): string {
  return `
GraphQL   ${url}/graphql   (HTTP and WebSocket, graphql-ws)
Health    ${url}/readyz
Sign in   ${email}   password ${password}

1. Sign in; send the token as “Authorization: Bearer TOKEN”:

   mutation { signIn(email: "${email}", password: "${password}") { token expiresAt } }

2. Ask for the model's figures:

   query { model(id: "${modelId}") { name settings { preset width height } evaluations { status result { auc aucLow aucHigh } } } }

3. Follow the camera's scores, over WebSocket with { "authorization": "Bearer TOKEN" } in connectionParams:

   subscription { anomalyScores(cameraId: "${cameraId}") { ... on AnomalyScore { sequence at score anomalous } ... on ScoreGap { reason missedFrames } } }
`;
}
