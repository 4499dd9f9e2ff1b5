"""Rewriting rules as data: one line each, by theme."""
