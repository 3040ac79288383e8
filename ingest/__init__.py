"""Reads documents: discover, read, clean, segment, resolve. No model, no database."""
