import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { FfmpegError } from "./ffmpeg.ts";
import { readImageFolder, withNumberedImages } from "./image-folder.ts";
import { VideoError } from "./video-error.ts";

export interface VideoInput {
  /** Path of a video or of a folder of pictures, or an rtsp://, rtsps://, http:// or https:// address. */
  url: string;
  /** Frames a second of a folder of pictures, 25 when absent. A video has its own. */
  frameRate?: number | undefined;
}

/** ffmpeg's arguments that open an input. */
export interface OpenedInput {
  args: readonly string[];
  cwd?: string;
  /** What messages call it. */
  source: string;
}

export const defaultFrameRate = 25;

/** Containers of one file. Playlists and the like are left out: they could name any other file. */
const containers =
  "avi,mov,mp4,matroska,webm,mpegts,mpeg,mpegvideo,m4v,h264,hevc,mjpeg,flv,asf,ogg,gif,ivf,obu,dv,mxf,wtv,rm,yuv4mpegpipe";
const networks: Record<string, readonly string[]> = {
  rtsp: ["-protocol_whitelist", "rtsp,rtp,udp,tcp", "-rtsp_transport", "tcp", "-timeout"],
  rtsps: ["-protocol_whitelist", "rtsps,rtsp,srtp,rtp,udp,tcp,tls,crypto", "-rtsp_transport", "tcp", "-timeout"], // prettier-ignore
  http: ["-protocol_whitelist", "http,https,tcp,tls,crypto", "-format_whitelist", `${containers},hls,mpjpeg`, "-rw_timeout"], // prettier-ignore
};
const microsecondsWithoutData = "10000000";

/** Gives `work` the input opened; what it needed on disk is gone when `work` ends. */
export async function* withInput<T>(
  { url, frameRate = defaultFrameRate }: VideoInput,
  { realTime = false },
  work: (opened: OpenedInput) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  if (!(frameRate > 0 && frameRate <= 1000)) {
    throw new RangeError(`frameRate is ${frameRate}: more than 0 and at most 1000 is accepted.`);
  }
  // A camera's damaged packets pass; a clip's are an error, as its frames are counted and labelled.
  const pace = realTime ? ["-re", "-threads", "1"] : ["-xerror"];
  const source = shownSource(url);

  const scheme = schemeOf(url);
  if (scheme !== undefined) {
    const network = networks[scheme === "https" ? "http" : scheme];
    if (!network) {
      throw new VideoError(source, "Only files, folders, rtsp, rtsps, http and https are read.");
    }
    // One decoding thread, as each more delays a live picture by a frame.
    const args = [...network, microsecondsWithoutData, "-threads", "1", "-i", url];
    yield* work({ source, args });
    return;
  }

  const path = resolve(url);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new VideoError(source, "It does not exist or may not be read.");
  if (found.isDirectory()) {
    const folder = await readImageFolder(path);
    // The official UCSD pictures have a TIFF tag that ffmpeg does not know and only `explode` minds.
    const detect = folder.type === ".tif" ? [] : ["-err_detect", "explode"];
    yield* withNumberedImages(path, folder, (cwd, pattern) =>
      work({
        source,
        cwd,
        args: [...pace, ...(realTime ? [] : detect), "-protocol_whitelist", "file", "-f", "image2", "-framerate", String(frameRate), "-i", pattern], // prettier-ignore
      }),
    );
    return;
  }
  if (!found.isFile()) throw new VideoError(source, "It is neither a file nor a folder.");
  if (found.size === 0) throw new VideoError(source, "The file is empty.");
  const detect = realTime ? [] : ["-err_detect", "explode"];
  const allowed = ["-protocol_whitelist", "file", "-format_whitelist", containers];
  yield* work({ source, args: [...pace, ...detect, ...allowed, "-i", `file:${path}`] });
}

/** An ffmpeg failure told with its source and the place that was reached; other errors as they are. */
export function atPlace(
  error: unknown,
  source: string,
  frame: number,
  frameRate?: number,
): unknown {
  if (!(error instanceof FfmpegError)) return error;
  if (frame === 0) return new VideoError(source, error.message);
  const seconds = frameRate === undefined ? undefined : frame / frameRate;
  return new VideoError(source, error.message, { frame, seconds });
}

export const isNetworkSource = (url: string): boolean => schemeOf(url) !== undefined;

/** Without credentials. */
export function shownSource(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, "$1");
}

function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
}
