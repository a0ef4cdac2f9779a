import { describe, expect, test } from "vitest";
import { FrameQueue, type QueuedFrame } from "../../src/monitor/frame-queue.ts";

const at = (frame: number) => new Date(frame * 100);
const frame = (number: number, more: Partial<QueuedFrame> = {}): QueuedFrame => ({
  pixels: Uint8Array.of(number),
  at: at(number),
  ...more,
});
const numbers = (queue: FrameQueue) =>
  Array.from({ length: queue.length }, () => queue.take()?.pixels[0]);

describe("A camera's queue", () => {
  test("gives up all that waits when it is full, and the next frame says what is missing", () => {
    const queue = new FrameQueue(3);
    const dropped = [1, 2, 3, 4].map((number) => queue.push(frame(number)));

    expect(dropped).toEqual([0, 0, 0, 3]);
    expect(queue.take()).toMatchObject({
      pixels: Uint8Array.of(4),
      cut: true,
      gap: { reason: "OVERLOAD", from: at(1), missedFrames: 3 },
    });
  });

  test("keeps the gap that began first when frames after a lost source are dropped too", () => {
    const queue = new FrameQueue(2);
    queue.push(frame(7, { cut: true, gap: { reason: "SOURCE_LOST", from: at(2) } }));
    queue.push(frame(8));
    queue.push(frame(9));

    expect(queue.take()?.gap).toEqual({ reason: "SOURCE_LOST", from: at(2) });
  });

  test("shows the next model the last five frames since a cut again, and none that came before", () => {
    const queue = new FrameQueue(20);
    for (const number of [1, 2, 3, 4, 5, 6, 7]) queue.push(frame(number));
    numbers(queue);
    queue.push(frame(8));
    queue.rewind();
    expect(numbers(queue)).toEqual([3, 4, 5, 6, 7, 8]);

    queue.push(frame(9, { cut: true }));
    numbers(queue);
    queue.rewind();
    expect(queue.take()).toMatchObject({ pixels: Uint8Array.of(9), cut: true, replay: true });
  });
});
