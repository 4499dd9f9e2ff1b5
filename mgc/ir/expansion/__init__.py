"""Loops for the ops that have no lowering of their own: one file for each algorithm."""
