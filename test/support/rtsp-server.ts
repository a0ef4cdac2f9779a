import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { fileURLToPath } from "node:url";

const ffmpeg = fileURLToPath(new URL("../../node_modules/.bin/ffmpeg", import.meta.url));

export interface RtspServer {
  url: string;
  /** Cuts every viewer off, as a camera does that restarts. */
  disconnect(): void;
  close(): Promise<void>;
}

/** A camera: ffmpeg's moving test picture (160×96, 10 frames a second) as Motion JPEG over RTSP/TCP. */
export async function startRtspServer(): Promise<RtspServer> {
  const viewers = new Set<Socket>();
  const playing = new Set<Socket>();
  const rtp = createSocket("udp4");
  rtp.bind(0, "127.0.0.1");
  await once(rtp, "listening");

  rtp.on("message", (packet) => {
    const frame = Buffer.alloc(4 + packet.length);
    frame.write("$"); // RFC 2326 §10.12: RTP in the RTSP connection, channel 0
    frame.writeUInt16BE(packet.length, 2);
    packet.copy(frame, 4);
    for (const viewer of playing) viewer.write(frame);
  });

  const picture = spawn(ffmpeg, [
    ...[
      "-nostdin",
      "-loglevel",
      "error",
      "-re",
      "-f",
      "lavfi",
      "-i",
      "testsrc=size=160x96:rate=10",
    ],
    ...["-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-huffman", "0", "-force_duplicated_matrix", "1"],
    ...["-f", "rtp", `rtp://127.0.0.1:${rtp.address().port}`],
  ]);

  const server = createServer((viewer) => {
    viewers.add(viewer);
    viewer.on("error", () => viewer.destroy());
    viewer.on("close", () => {
      viewers.delete(viewer);
      playing.delete(viewer);
    });
    let pending = "";
    viewer.on("data", (data) => {
      pending += data.toString("latin1").replace(/^\$[^]*$/, "");
      for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
        answer(viewer, pending.slice(0, end));
        pending = pending.slice(end + 4);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/camera`;

  function answer(viewer: Socket, request: string): void {
    const method = request.split(" ", 1)[0];
    const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? "0";
    const sdp = [
      ...["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=camera", "c=IN IP4 127.0.0.1", "t=0 0"],
      ...["m=video 0 RTP/AVP 26", "a=framerate:10", "a=control:video", ""],
    ].join("\r\n");
    const headers = {
      OPTIONS: ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"],
      DESCRIBE: ["Content-Type: application/sdp", `Content-Base: ${url}/`],
      SETUP: ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"],
      PLAY: ["Session: 1"],
    }[method as string];
    const body = method === "DESCRIBE" ? sdp : "";
    const lines = ["RTSP/1.0 200 OK", `CSeq: ${sequence}`, ...(headers ?? [])];
    viewer.write(`${lines.join("\r\n")}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    if (method === "PLAY") playing.add(viewer);
    if (method === "TEARDOWN") viewer.end();
  }

  const disconnect = () => {
    for (const viewer of viewers) viewer.destroy();
  };
  return {
    url,
    disconnect,
    async close() {
      picture.kill("SIGKILL");
      disconnect();
      server.close();
      rtp.close();
      await once(picture, "close");
    },
  };
}
