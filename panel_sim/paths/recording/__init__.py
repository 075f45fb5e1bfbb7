"""Recording: what a person does at the panel, and around it, becomes the steps of a path file."""
