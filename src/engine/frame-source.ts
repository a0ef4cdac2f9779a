/** A clip's frames at the network's size, in any order. */
export interface FrameSource {
  readonly name: string;
  readonly frameCount: number;
  /** `count` frames from frame `from`, one after another: `count * height * width` grey bytes. */
  read(from: number, count: number): Promise<Uint8Array>;
}
