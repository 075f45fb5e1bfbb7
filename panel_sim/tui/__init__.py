"""The glass in a terminal: pure painters, a Textual front end, and plain lines for pipes and screen readers."""

import os

# Textual paints at most this often and reads it when it is first imported. At its own 60 a key waits up to 17 ms for
# the next frame, which is more than painting takes; nothing is painted while nothing changes, whatever the number.
os.environ.setdefault("TEXTUAL_FPS", "250")
