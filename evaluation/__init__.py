"""Judges the assistant: cases, retrieval and answer metrics, reports."""
