"""The glass in a terminal: pure painters, a Textual front end, and plain lines for pipes and screen readers."""
