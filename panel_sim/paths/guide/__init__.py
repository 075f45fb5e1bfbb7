"""Menu paths in documents: read the document, find the paths, hold each against the panel and Web Config."""
