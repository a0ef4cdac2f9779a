/** The network sees this many frames at a time, so that a clip's first score is its sixth frame's. */
export const sampleFrames = 6;
