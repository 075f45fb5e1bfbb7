"""The practice tenant: an Entra-like directory and an Exchange-like mail server on this machine."""

import logging

# Without a handler of its own, Python would print the tenant's messages on stderr, over a panel in a terminal.
logging.getLogger(__name__).addHandler(logging.NullHandler())
