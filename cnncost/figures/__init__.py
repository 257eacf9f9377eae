"""Pictures: models of figures, the scenes they make, and scenes drawn as text or SVG."""
