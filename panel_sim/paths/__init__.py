"""Menu paths: the guide's own notation, walked."""
