"""Charts as inline SVG: each takes plain rows and a text alternative, and returns one element."""
