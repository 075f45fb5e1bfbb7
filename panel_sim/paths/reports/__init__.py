"""What is told of a run: JUnit XML, JSON lines, Markdown, and one HTML trace for each playing."""
