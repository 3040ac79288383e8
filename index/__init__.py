"""Stores and searches passages: catalogue, vectors, lexical index, embedding, fusion."""
