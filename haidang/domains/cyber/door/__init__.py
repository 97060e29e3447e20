"""Where log messages come in: addresses, sockets, the inbox, and what is done with a batch."""
