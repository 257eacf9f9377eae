"""The page to play with: one layer with sliders, or a whole network, counted in the browser."""
