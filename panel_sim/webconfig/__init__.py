"""Web Config: the printer's own pages, for a browser. They show the device as it is, and change it by events."""
