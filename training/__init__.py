"""Trains the embedding model on questions that people in HR would ask, and measures it."""
