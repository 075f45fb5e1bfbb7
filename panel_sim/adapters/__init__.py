"""One port each, one library each: what the device needs from outside."""
