"""Sweeps: the same formulas at every point of a design space."""
