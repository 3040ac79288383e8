"""Answers questions: understand, retrieve, select, draft, verify, answer."""
