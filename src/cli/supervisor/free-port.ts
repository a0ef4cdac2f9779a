import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { UnavailableError } from "../../errors.ts";

/** The port itself if nobody listens there; for 0, one that is free. */
export async function freePort(port: number): Promise<number> {
  const server = createServer().listen(port);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is in use" : `cannot be used (${message})`;
    throw new UnavailableError(`Port ${port} ${reason}. Set PORT to another; 0 takes a free one.`);
  }
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return address.port;
}
