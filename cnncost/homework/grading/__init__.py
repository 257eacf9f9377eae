"""A whole class: marked by processes of their own, kept, reported."""
