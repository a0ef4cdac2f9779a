/** What is taken from Python wheels, pinned by version and SHA-256 (CPython 3.12, Linux x86-64). */

export const FFMPEG_WHEEL = {
  name: "imageio-ffmpeg",
  version: "0.6.0",
  sha256: "c7e46fcec401dd990405049d2e2f475e2b397779df2519b544b8aab515195282",
};

/** Reads our weights in a test as Python users would. */
export const SAFETENSORS_WHEEL = {
  name: "safetensors",
  version: "0.6.2",
  sha256: "8045db2c872db8f4cbe3faa0495932d89c38c899c603f21e9b6486951a5ecb8f",
};

/** The `tensorflow` wheel is the CUDA 12 build of the same library; the others are what it opens. */
export const TENSORFLOW_WHEELS = {
  cpu: {
    version: "2.18.1",
    wheels: [
      {
        name: "tensorflow-cpu",
        version: "2.18.1",
        sha256: "8e0f27dbd92c6d380ae0ccfe73c7343f65c127b0aa98467c30c2e71eda7c76a4",
      },
    ],
  },
  cuda: {
    version: "2.18.1",
    wheels: [
      {
        name: "tensorflow",
        version: "2.18.1",
        sha256: "442d2a774811789a8ad948e7286cb950fe3d87d3754e8cc6449d53b03dbfdaa6",
      },
      {
        name: "nvidia-cublas-cu12",
        version: "12.5.3.2",
        sha256: "ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b",
      },
      {
        name: "nvidia-cuda-cupti-cu12",
        version: "12.5.82",
        sha256: "bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953",
      },
      {
        name: "nvidia-cuda-nvcc-cu12",
        version: "12.5.82",
        sha256: "b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0",
      },
      {
        name: "nvidia-cuda-nvrtc-cu12",
        version: "12.5.82",
        sha256: "3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd",
      },
      {
        name: "nvidia-cuda-runtime-cu12",
        version: "12.5.82",
        sha256: "3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115",
      },
      {
        name: "nvidia-cudnn-cu12",
        version: "9.3.0.75",
        sha256: "9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d",
      },
      {
        name: "nvidia-cufft-cu12",
        version: "11.2.3.61",
        sha256: "9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8",
      },
      {
        name: "nvidia-curand-cu12",
        version: "10.3.6.82",
        sha256: "2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536",
      },
      {
        name: "nvidia-cusolver-cu12",
        version: "11.6.3.83",
        sha256: "93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b",
      },
      {
        name: "nvidia-cusparse-cu12",
        version: "12.5.1.3",
        sha256: "016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752",
      },
      {
        name: "nvidia-nccl-cu12",
        version: "2.21.5",
        sha256: "8579076d30a8c24988834445f8d633c697d42397e92ffc3f63fa26766d25e0a0",
      },
      {
        name: "nvidia-nvjitlink-cu12",
        version: "12.5.82",
        sha256: "f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212",
      },
    ],
  },
};
