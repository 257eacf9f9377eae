"""What the printed numbers mean."""

from __future__ import annotations

DOCUMENTS = (
    "weights without bias · 1 MAC = 1 multiply + 1 add · batch 1 · "
    "bias, normalisation, activations and pooling cost 0 MACs · padded zeros count"
)
