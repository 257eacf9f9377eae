"""Pages for a browser, each a single file that needs no server and asks for nothing outside it."""
