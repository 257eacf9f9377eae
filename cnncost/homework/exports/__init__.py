"""Results in the formats of other systems: marks in, text out."""
