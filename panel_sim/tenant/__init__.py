"""The practice tenant: an Entra-like directory and an Exchange-like mail server on this machine."""
