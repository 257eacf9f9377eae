"""Charts: cost bars, and a scatter of networks."""
