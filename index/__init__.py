"""Stores and searches passages: catalogue, vectors, lexical index, embedding, fusion."""

import os

# From 1.29 on, onnxruntime tells its makers of each session, unless this is set before it loads.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
